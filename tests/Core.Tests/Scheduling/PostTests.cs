namespace AsyncoreNet.Tests;

/// <summary>Work handed over from any thread.</summary>
public abstract class PostTests(PollerKind poller) : LoopTest(poller)
{
    private const int Threads = 4;
    private const int PostsOfEach = 250_000;

    [Fact]
    public void Post_AMillionFromFourThreadsWhileTheLoopStalls_AllRunInTheOrderOfTheirThread()
    {
        using var posted = new CountdownEvent(Threads);
        int[] next = new int[Threads];
        int disorders = 0, posts = 0;
        Background[] threads = [.. Enumerable.Range(0, Threads).Select(thread => Background.Start(() =>
        {
            for (int i = 0; i < PostsOfEach; i++)
            {
                int number = i;
                Loop.Post(() =>
                {
                    disorders += next[thread] == number ? 0 : 1;
                    next[thread] = number + 1;
                    posts++;
                });
            }

            posted.Signal();
        }))];

        // The first callback stalls the loop until everything has been posted: no post may wait for the loop.
        Loop.Post(() => Assert.True(posted.Wait(Background.Patience), "Posting waits for the loop."));
        Background.Run(() => Loop.Run());

        Array.ForEach(threads, thread => thread.Finish());
        Assert.Equal(Threads * PostsOfEach, posts);
        Assert.Equal(0, disorders);
        Assert.Empty(Log.Problems);
    }

    [Fact]
    public void Post_WhileTheLoopRuns_AllRunInTheOrderOfTheirThread()
    {
        int[] next = new int[Threads];
        int disorders = 0;
        LoopTimer keepAlive = Loop.CallLater(TimeSpan.FromDays(1), () => { });
        Background runner = Background.Start(() => Loop.Run());
        Background[] threads = [.. Enumerable.Range(0, Threads).Select(thread => Background.Start(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                int number = i;
                Loop.Post(() => disorders += next[thread]++ == number ? 0 : 1);
            }
        }))];

        Array.ForEach(threads, thread => thread.Finish());
        Loop.Post(keepAlive.Cancel);
        runner.Finish();

        Assert.Equal(0, disorders);
        Assert.All(next, count => Assert.Equal(20_000, count));
    }

    [Fact]
    public void Post_InACallback_WhileOthersPost_NoDeadlock()
    {
        int chained = 0, others = 0;
        void Chain()
        {
            if (++chained < 10_000)
            {
                Loop.Post(Chain);
            }
        }

        Loop.Post(Chain);
        Background other = Background.Start(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                Loop.Post(() => others++);
            }
        });
        Background.Run(() => Loop.Run());
        other.Finish();
        Background.Run(() => Loop.Run());

        Assert.Equal(10_000, chained);
        Assert.Equal(10_000, others);
    }

    /// <summary>Each round trip needs its own wake-up: one that is lost hangs the test.</summary>
    [Fact]
    public void Post_ToALoopThatWaits_WakesItEveryTime()
    {
        LoopTimer keepAlive = Loop.CallLater(TimeSpan.FromDays(1), () => { });
        Background runner = Background.Start(() => Loop.Run());
        using var answered = new ManualResetEventSlim();

        for (int i = 0; i < 2_000; i++)
        {
            answered.Reset();
            Loop.Post(answered.Set);
            Waiting.For(answered);
        }

        Loop.Post(keepAlive.Cancel);
        runner.Finish();
    }

    [Fact]
    public void Post_WithState_PassesIt()
    {
        object? seen = null;
        Loop.Post(state => seen = state, "the state");

        Pass();

        Assert.Equal("the state", seen);
    }

    [Fact]
    public void Post_CallbackThrows_TheRestRuns()
    {
        List<Exception> failures = [];
        Loop.UnhandledException += (_, info) => failures.Add(info.Exception);
        int ran = 0;
        Loop.Post(() => throw new DivideByZeroException());
        Loop.Post(() => ran++);

        Pass();

        Assert.IsType<DivideByZeroException>(Assert.Single(failures));
        Assert.Equal(1, ran);
    }

    [Fact]
    public void Post_CallbackLeavesTheLoop_TheRestRunsOnTheNextPassAndFirst()
    {
        List<string> ran = [];
        Loop.Post(() =>
        {
            Loop.Post(() => ran.Add("later"));
            throw new LoopExitException();
        });
        Loop.Post(() => ran.Add("left over"));

        Assert.Throws<LoopExitException>(Pass);
        Assert.Empty(ran);

        Pass(2);
        Assert.Equal(["left over", "later"], ran);
        Assert.Equal(0, Loop.GetSnapshot().PostedCallbacks);
    }

    [Fact]
    public void Post_WithoutACallback_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => Loop.Post(null!));
        Assert.Throws<ArgumentNullException>(() => Loop.Post(null!, null));
    }

    [Fact]
    public void Post_AfterDispose_Throws()
    {
        Loop.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Loop.Post(() => { }));
    }
}

public sealed class PostOnEpollTests() : PostTests(PollerKind.Epoll);

public sealed class PostOnPollTests() : PostTests(PollerKind.Poll);

public sealed class PostOnSelectTests() : PostTests(PollerKind.Select);
