namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>What a venue wants on every one of its WebSockets, beside its frames.</summary>
public sealed record StreamDialect
{
    /// <summary>Standard WebSockets: no header lines, pings of the protocol.</summary>
    public static readonly StreamDialect Plain = new();

    /// <summary>Header lines of the upgrade request; each ends with CR LF.</summary>
    public string UpgradeHeaders { get; init; } = "";

    /// <summary>A text that must be sent in regular intervals, however much is received; empty = none.</summary>
    public byte[] KeepAlive { get; init; } = [];

    public int KeepAliveMs { get; init; } = 25_000;
}
