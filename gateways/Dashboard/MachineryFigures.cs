using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Dashboard;

/// <summary>What the page shows of the machinery around the engine, read when it is asked for.</summary>
public sealed record MachineryFigures
{
    /// <summary>Null = the venue has not told about the contract yet.</summary>
    public Instrument? Instrument { get; init; }

    /// <summary>A stage has failed: nothing is traded any more.</summary>
    public bool HasFailed { get; init; }

    public int RingSize { get; init; }
    public long InboundDepth { get; init; }
    public long OutboundDepth { get; init; }

    /// <summary>Sequence of the last record of each journal stream.</summary>
    public long EventRecords { get; init; }
    public long CommandRecords { get; init; }

    /// <summary>How often an append had to wait for the disk; 0 in a healthy run.</summary>
    public int SegmentWaits { get; init; }

    /// <summary>For how long the oldest record that would not survive a power loss has been waiting.</summary>
    public long JournalLagMs { get; init; }

    public long Quotes { get; init; }
    public long ConflatedQuotes { get; init; }
    public long BrokenFrames { get; init; }
    public long UserReports { get; init; }
    public int OpenOrderConnections { get; init; }

    /// <summary>Commands that found no free connection and were never sent.</summary>
    public long Overloads { get; init; }

    /// <summary>What is wrong with a connection now, for people; empty = nothing.</summary>
    public string Problem { get; init; } = "";
}
