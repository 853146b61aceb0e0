namespace AsyncoreNet.Compat.Tests.CPython;

// The matrix: 3 address families x 2 orders of dispatch x 3 pollers. A class each, named after CPython's own class and the
// poller, so that the name of a failed test says where it failed. They have no bodies; one file keeps the table in sight.

public sealed class TestAPI_UseIPv4Select_OnEpoll() : BaseTestAPI_UseIPv4Sockets(Order.Select, PollerKind.Epoll);
public sealed class TestAPI_UseIPv4Select_OnPoll() : BaseTestAPI_UseIPv4Sockets(Order.Select, PollerKind.Poll);
public sealed class TestAPI_UseIPv4Select_OnSelect() : BaseTestAPI_UseIPv4Sockets(Order.Select, PollerKind.Select);

public sealed class TestAPI_UseIPv4Poll_OnEpoll() : BaseTestAPI_UseIPv4Sockets(Order.Poll, PollerKind.Epoll);
public sealed class TestAPI_UseIPv4Poll_OnPoll() : BaseTestAPI_UseIPv4Sockets(Order.Poll, PollerKind.Poll);
public sealed class TestAPI_UseIPv4Poll_OnSelect() : BaseTestAPI_UseIPv4Sockets(Order.Poll, PollerKind.Select);

public sealed class TestAPI_UseIPv6Select_OnEpoll() : BaseTestAPI_UseIPv6Sockets(Order.Select, PollerKind.Epoll);
public sealed class TestAPI_UseIPv6Select_OnPoll() : BaseTestAPI_UseIPv6Sockets(Order.Select, PollerKind.Poll);
public sealed class TestAPI_UseIPv6Select_OnSelect() : BaseTestAPI_UseIPv6Sockets(Order.Select, PollerKind.Select);

public sealed class TestAPI_UseIPv6Poll_OnEpoll() : BaseTestAPI_UseIPv6Sockets(Order.Poll, PollerKind.Epoll);
public sealed class TestAPI_UseIPv6Poll_OnPoll() : BaseTestAPI_UseIPv6Sockets(Order.Poll, PollerKind.Poll);
public sealed class TestAPI_UseIPv6Poll_OnSelect() : BaseTestAPI_UseIPv6Sockets(Order.Poll, PollerKind.Select);

public sealed class TestAPI_UseUnixSocketsSelect_OnEpoll() : BaseTestAPI_UseUnixSockets(Order.Select, PollerKind.Epoll);
public sealed class TestAPI_UseUnixSocketsSelect_OnPoll() : BaseTestAPI_UseUnixSockets(Order.Select, PollerKind.Poll);
public sealed class TestAPI_UseUnixSocketsSelect_OnSelect() : BaseTestAPI_UseUnixSockets(Order.Select, PollerKind.Select);

public sealed class TestAPI_UseUnixSocketsPoll_OnEpoll() : BaseTestAPI_UseUnixSockets(Order.Poll, PollerKind.Epoll);
public sealed class TestAPI_UseUnixSocketsPoll_OnPoll() : BaseTestAPI_UseUnixSockets(Order.Poll, PollerKind.Poll);
public sealed class TestAPI_UseUnixSocketsPoll_OnSelect() : BaseTestAPI_UseUnixSockets(Order.Poll, PollerKind.Select);
