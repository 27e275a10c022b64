namespace OpenSQT.Lmax.Host.Logging;

/// <summary>The part of the program that a log line is about; each may have a level of its own.</summary>
public enum LogArea
{
    Host,
    Engine,

    /// <summary>Every order from its birth to its end; in the files at DEBUG unless said otherwise.</summary>
    Orders,
    Venue,
    Journal,
    Control,
    Alerts,
    Web,

    /// <summary>The status line: on the console only.</summary>
    Status,
}
