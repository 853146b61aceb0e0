using AsyncoreNet.Async;

using BenchmarkDotNet.Attributes;

namespace Micro;

/// <summary>What a lock and a semaphore cost that nobody else holds.</summary>
[MemoryDiagnoser]
public class CoordinationBenchmark : IDisposable
{
    private readonly AsyncLock _mutex = new();
    private readonly AsyncSemaphore _semaphore = new(1);
    private readonly SemaphoreSlim _slim = new(1);

    [GlobalCleanup]
    public void Dispose()
    {
        _slim.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The base class library's.</summary>
    [Benchmark(Baseline = true)]
    public async Task SemaphoreSlimWaitAndRelease()
    {
        await _slim.WaitAsync();
        _slim.Release();
    }

    [Benchmark]
    public async Task SemaphoreWaitAndRelease()
    {
        await _semaphore.WaitAsync();
        _semaphore.Release();
    }

    /// <summary>With a key to dispose.</summary>
    [Benchmark]
    public async Task SemaphoreLock()
    {
        using (await _semaphore.LockAsync())
        {
        }
    }

    /// <summary>With a key to dispose.</summary>
    [Benchmark]
    public async Task Lock()
    {
        using (await _mutex.LockAsync())
        {
        }
    }
}
