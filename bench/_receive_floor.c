/* The least that storing packets costs: one socket, recvmmsg, writev, no cipher. Prints its port, runs until killed. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define SLOTS 256

int main(int count, char **arguments)
{
    static char packets[SLOTS][2048];
    static struct mmsghdr messages[SLOTS];
    static struct iovec vectors[SLOTS], out[SLOTS];
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof here;
    int most = 1 << 25, listener = socket(AF_INET, SOCK_DGRAM, 0);
    int file = count > 1 ? open(arguments[1], O_CREAT | O_WRONLY | O_TRUNC, 0600) : -1;

    if (listener < 0 || file < 0 || bind(listener, (struct sockaddr *)&here, sizeof here))
        return 1;
    setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &most, sizeof most);
    getsockname(listener, (struct sockaddr *)&here, &length);
    printf("%d\n", ntohs(here.sin_port));
    fflush(stdout);
    for (int at = 0; at < SLOTS; at++) {
        vectors[at] = (struct iovec){packets[at], sizeof packets[at]};
        messages[at].msg_hdr = (struct msghdr){.msg_iov = &vectors[at], .msg_iovlen = 1};
    }
    for (;;) {
        int found = recvmmsg(listener, messages, SLOTS, MSG_WAITFORONE, NULL);
        if (found < 0)
            return 2;
        for (int at = 0; at < found; at++)
            out[at] = (struct iovec){packets[at], messages[at].msg_len};
        if (writev(file, out, found) < 0)
            return 3;
        if (found < SLOTS / 2)
            usleep(2000); /* so that it gathers as a recorder would */
    }
}
