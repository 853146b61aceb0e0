namespace AsyncoreNet.Compat.Tests.CPython;

// The matrix: 3 address families x 2 orders of dispatch x 4 grounds. A class each, named after CPython's own class and the
// ground, so that the name of a failed test says where it failed. They have no bodies; one file keeps the table in sight.

public sealed class TestAPI_UseIPv4Select_OnEpoll() : BaseTestAPI_UseIPv4Sockets(Order.Select, Ground.Epoll);
public sealed class TestAPI_UseIPv4Select_OnPoll() : BaseTestAPI_UseIPv4Sockets(Order.Select, Ground.Poll);
public sealed class TestAPI_UseIPv4Select_OnSelect() : BaseTestAPI_UseIPv4Sockets(Order.Select, Ground.Select);
public sealed class TestAPI_UseIPv4Select_OnSimulated() : BaseTestAPI_UseIPv4Sockets(Order.Select, Ground.Simulated);

public sealed class TestAPI_UseIPv4Poll_OnEpoll() : BaseTestAPI_UseIPv4Sockets(Order.Poll, Ground.Epoll);
public sealed class TestAPI_UseIPv4Poll_OnPoll() : BaseTestAPI_UseIPv4Sockets(Order.Poll, Ground.Poll);
public sealed class TestAPI_UseIPv4Poll_OnSelect() : BaseTestAPI_UseIPv4Sockets(Order.Poll, Ground.Select);
public sealed class TestAPI_UseIPv4Poll_OnSimulated() : BaseTestAPI_UseIPv4Sockets(Order.Poll, Ground.Simulated);

public sealed class TestAPI_UseIPv6Select_OnEpoll() : BaseTestAPI_UseIPv6Sockets(Order.Select, Ground.Epoll);
public sealed class TestAPI_UseIPv6Select_OnPoll() : BaseTestAPI_UseIPv6Sockets(Order.Select, Ground.Poll);
public sealed class TestAPI_UseIPv6Select_OnSelect() : BaseTestAPI_UseIPv6Sockets(Order.Select, Ground.Select);
public sealed class TestAPI_UseIPv6Select_OnSimulated() : BaseTestAPI_UseIPv6Sockets(Order.Select, Ground.Simulated);

public sealed class TestAPI_UseIPv6Poll_OnEpoll() : BaseTestAPI_UseIPv6Sockets(Order.Poll, Ground.Epoll);
public sealed class TestAPI_UseIPv6Poll_OnPoll() : BaseTestAPI_UseIPv6Sockets(Order.Poll, Ground.Poll);
public sealed class TestAPI_UseIPv6Poll_OnSelect() : BaseTestAPI_UseIPv6Sockets(Order.Poll, Ground.Select);
public sealed class TestAPI_UseIPv6Poll_OnSimulated() : BaseTestAPI_UseIPv6Sockets(Order.Poll, Ground.Simulated);

public sealed class TestAPI_UseUnixSocketsSelect_OnEpoll() : BaseTestAPI_UseUnixSockets(Order.Select, Ground.Epoll);
public sealed class TestAPI_UseUnixSocketsSelect_OnPoll() : BaseTestAPI_UseUnixSockets(Order.Select, Ground.Poll);
public sealed class TestAPI_UseUnixSocketsSelect_OnSelect() : BaseTestAPI_UseUnixSockets(Order.Select, Ground.Select);
public sealed class TestAPI_UseUnixSocketsSelect_OnSimulated() : BaseTestAPI_UseUnixSockets(Order.Select, Ground.Simulated);

public sealed class TestAPI_UseUnixSocketsPoll_OnEpoll() : BaseTestAPI_UseUnixSockets(Order.Poll, Ground.Epoll);
public sealed class TestAPI_UseUnixSocketsPoll_OnPoll() : BaseTestAPI_UseUnixSockets(Order.Poll, Ground.Poll);
public sealed class TestAPI_UseUnixSocketsPoll_OnSelect() : BaseTestAPI_UseUnixSockets(Order.Poll, Ground.Select);
public sealed class TestAPI_UseUnixSocketsPoll_OnSimulated() : BaseTestAPI_UseUnixSockets(Order.Poll, Ground.Simulated);
