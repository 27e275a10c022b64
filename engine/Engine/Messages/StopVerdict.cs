namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>How a run ended. Stored; append only.</summary>
public enum StopVerdict : byte
{
    None = 0,

    /// <summary>Own orders are verified gone (or left on purpose) and the position equals the venue's.</summary>
    Clean = 1,

    /// <summary>Stopped, but the venue did not confirm in time.</summary>
    Unverified = 2,

    /// <summary>A safety layer ended trading.</summary>
    Halted = 3,

    /// <summary>Pre-flight or recovery refused to trade; a Notice says why.</summary>
    Refused = 4,
}
