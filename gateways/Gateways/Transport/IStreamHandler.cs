using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Gateways.Transport;

/// <summary>What a <see cref="WebSocketFeed"/> carries. Called by the feed's own thread only.</summary>
public interface IStreamHandler
{
    /// <summary>What to connect to below the feed's address. May block, and may throw VenueException.</summary>
    string OpenTarget();

    /// <summary>
    /// The greeting frame of a step (0 after connecting); returns its length, 0 = none, the stream is up.
    /// </summary>
    int Greet(int step, Span<byte> frame);

    StreamVerdict OnText(ReadOnlySpan<byte> text);

    /// <summary>Everything received has been handled; the feed is about to wait.</summary>
    void OnDrained();

    /// <summary>
    /// A look at the time, a few times a second; not null = what is wrong with the connection, which is then given up.
    /// </summary>
    string? FindFault(long nowNs);

    /// <summary>The stream came up (subscribed) or, having been up, went down.</summary>
    void OnLink(bool isUp, Reason reason);
}
