namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>When an invariant is looked at.</summary>
public enum Moment
{
    /// <summary>The venue's books have changed.</summary>
    Venue,

    /// <summary>The engine has applied an event.</summary>
    Event,

    /// <summary>A command is about to leave.</summary>
    Send,

    /// <summary>A new process has replayed the journal.</summary>
    Replay,

    /// <summary>The engine has said how its run ended.</summary>
    Stop,

    /// <summary>In the calm phase, until all of them hold.</summary>
    Settled,
}
