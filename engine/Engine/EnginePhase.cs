namespace OpenSQT.Lmax.Engine;

/// <summary>Where a run stands. Part of the state hash; append only.</summary>
public enum EnginePhase : byte
{
    /// <summary>No run yet, or the journal ended without the run ending.</summary>
    Idle = 0,

    /// <summary>Settings known; waiting for the instrument and both streams.</summary>
    Connecting = 1,

    /// <summary>Reading the account for pre-flight.</summary>
    Preflight = 2,

    /// <summary>Comparing own books with the venue's before the first order.</summary>
    Reconciling = 3,

    /// <summary>Waiting until the new epoch is durable.</summary>
    StartingEpoch = 4,
    Trading = 5,

    /// <summary>No new orders; own orders are being cancelled and that is verified.</summary>
    Stopping = 6,
    Stopped = 7,
}
