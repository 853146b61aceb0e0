namespace AsyncoreNet.Tests;

public sealed class EpollIPv4StreamTests() : TcpTests(PollerKind.Epoll, StreamFamily.IPv4);

public sealed class EpollIPv6StreamTests() : TcpTests(PollerKind.Epoll, StreamFamily.IPv6);

public sealed class EpollUnixStreamTests() : StreamTests(PollerKind.Epoll, StreamFamily.Unix);

public sealed class PollIPv4StreamTests() : TcpTests(PollerKind.Poll, StreamFamily.IPv4);

public sealed class PollIPv6StreamTests() : TcpTests(PollerKind.Poll, StreamFamily.IPv6);

public sealed class PollUnixStreamTests() : StreamTests(PollerKind.Poll, StreamFamily.Unix);

public sealed class SelectIPv4StreamTests() : TcpTests(PollerKind.Select, StreamFamily.IPv4);

public sealed class SelectIPv6StreamTests() : TcpTests(PollerKind.Select, StreamFamily.IPv6);

public sealed class SelectUnixStreamTests() : StreamTests(PollerKind.Select, StreamFamily.Unix);
