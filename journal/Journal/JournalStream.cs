using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>The two files of records that a data directory holds. Stored; append only.</summary>
public enum JournalStream : byte
{
    None = 0,

    /// <summary>What the engine was told: <see cref="InboundEvent"/>. All that a replay needs.</summary>
    Events = 1,

    /// <summary>What the engine asked for: <see cref="OutboundCommand"/>. A replay must regenerate it.</summary>
    Commands = 2,
}
