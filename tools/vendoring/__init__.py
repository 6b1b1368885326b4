"""What `tools/vendor_assets` is made of: KRDS tokens and icons, font subsets."""
