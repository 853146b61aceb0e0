namespace HttpServer;

/// <summary>A connection that a <see cref="Clock"/> tells the time.</summary>
internal interface ITimed
{
    /// <summary>Another second is over. Returns whether the connection is still open: if not, it is told no more.</summary>
    bool SecondPassed();
}
