namespace AsyncoreNet.Async;

/// <summary>Something that ends with the run that has started it.</summary>
internal interface IRunMember
{
    /// <summary>Cancels it and waits for its end, but no longer than the deadline. Does not throw.</summary>
    Task EndAsync(TimeSpan deadline);
}
