namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>A process began to write this journal; <see cref="Setting"/> rows and one SettingsEnd follow.</summary>
public struct RunStarted
{
    /// <summary>1 for the first run on a data directory.</summary>
    public long RunNumber;
    public long WallTimeNs;
    public int EngineLogicVersion;

    /// <summary>Hash of the machine's boot id: tells a process death from a machine death.</summary>
    public uint BootIdHash;

    /// <summary>Fingerprint of the API key's id, never of the secret.</summary>
    public ulong AccountFingerprint;
}
