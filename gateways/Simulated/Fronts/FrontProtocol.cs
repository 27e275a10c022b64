using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Fronts;

/// <summary>
/// A venue's protocol as the venue itself speaks it, without sockets, limits and faults: endpoints, security, words and
/// frames. The loopback front serves it, the fault simulator calls it in virtual time. One thread at a time, but for
/// <see cref="Find"/> and <see cref="Check"/>.
/// </summary>
internal abstract class FrontProtocol
{
    /// <summary>The body of an answer that says nothing.</summary>
    public abstract byte[] UnknownError { get; }

    public abstract FrontEndpoint? Find(string method, string path);

    /// <summary>Key, time and signature of a REST request.</summary>
    public abstract VenueError Check(FrontRequest request, long nowMs);

    /// <summary>A refusal in this venue's words.</summary>
    public abstract (int Status, byte[] Body) Refuse(VenueError error, long nowMs);

    /// <summary>The headers of a reply by REST that say how much of the limit is left.</summary>
    public abstract IEnumerable<(string Name, string Value)> UsageHeaders(FrontUsage usage, long nowMs);

    /// <summary>The best bid and offer.</summary>
    public abstract byte[] QuoteFrame(in Quote quote, long nowMs);

    /// <summary>What the private stream says about a change of an order.</summary>
    public abstract byte[] OrderFrame(in BookEntry entry, VenueOrder order, long nowMs);

    /// <summary>What asks clients to come back; null = this venue only closes its sockets.</summary>
    public abstract byte[]? SessionEnd(long nowMs);
}
