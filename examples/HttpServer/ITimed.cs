namespace HttpServer;

/// <summary>A channel that a <see cref="Clock"/> tells the time.</summary>
internal interface ITimed
{
    /// <summary>Another second is over.</summary>
    void SecondPassed();
}
