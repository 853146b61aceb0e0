namespace AsyncoreNet.Compat.Tests.CPython;

// The matrix: 2 orders of dispatch x 3 pollers. A class each, named after CPython's own class and the poller.

public sealed class TestAsynchat_OnEpoll() : TestAsynchat(Order.Select, PollerKind.Epoll);
public sealed class TestAsynchat_OnPoll() : TestAsynchat(Order.Select, PollerKind.Poll);
public sealed class TestAsynchat_OnSelect() : TestAsynchat(Order.Select, PollerKind.Select);

public sealed class TestAsynchat_WithPoll_OnEpoll() : TestAsynchat(Order.Poll, PollerKind.Epoll);
public sealed class TestAsynchat_WithPoll_OnPoll() : TestAsynchat(Order.Poll, PollerKind.Poll);
public sealed class TestAsynchat_WithPoll_OnSelect() : TestAsynchat(Order.Poll, PollerKind.Select);
