"""The forty demo reports, oldest first. Every person, company and event in them is invented."""

from haechi.demo.stories.affiliates import AFFILIATES
from haechi.demo.stories.older import OLDER
from haechi.demo.stories.recent import RECENT
from haechi.demo.types import Story

STORIES: tuple[Story, ...] = tuple(
    sorted((*OLDER, *RECENT, *AFFILIATES), key=lambda story: -story.age)
)
