namespace AsyncoreNet.Compat.Tests.CPython;

// The matrix: 2 orders of dispatch x 4 grounds. A class each, named after CPython's own class and the ground.

public sealed class TestAsynchat_OnEpoll() : TestAsynchat(Order.Select, Ground.Epoll);
public sealed class TestAsynchat_OnPoll() : TestAsynchat(Order.Select, Ground.Poll);
public sealed class TestAsynchat_OnSelect() : TestAsynchat(Order.Select, Ground.Select);
public sealed class TestAsynchat_OnSimulated() : TestAsynchat(Order.Select, Ground.Simulated);

public sealed class TestAsynchat_WithPoll_OnEpoll() : TestAsynchat(Order.Poll, Ground.Epoll);
public sealed class TestAsynchat_WithPoll_OnPoll() : TestAsynchat(Order.Poll, Ground.Poll);
public sealed class TestAsynchat_WithPoll_OnSelect() : TestAsynchat(Order.Poll, Ground.Select);
public sealed class TestAsynchat_WithPoll_OnSimulated() : TestAsynchat(Order.Poll, Ground.Simulated);
