using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>The wire at the venue's end, in one venue's protocol: requests to answers, changes to frames.</summary>
internal abstract class VenueSide
{
    /// <summary>Executes a request.</summary>
    /// <param name="request">As it came.</param>
    /// <param name="core">What it is executed on.</param>
    /// <param name="nowMs">The venue's time.</param>
    /// <param name="isInside">It passed the door before: key, time and signature do not count any more.</param>
    /// <param name="shownUntilMs">Orders made later than this are not shown.</param>
    public abstract VenueAnswer Handle(
        FrontRequest request, MatchingCore core, long nowMs, bool isInside, long shownUntilMs);

    /// <summary>Refused at the door.</summary>
    /// <param name="status">Where the venue itself has no status for it.</param>
    /// <param name="error">Why.</param>
    /// <param name="nowMs">The venue's time.</param>
    public abstract VenueAnswer Refuse(int status, in VenueError error, long nowMs);

    /// <summary>An answer that says nothing about what was done.</summary>
    public abstract VenueAnswer Unknown(int status);

    public abstract byte[] QuoteFrame(in Quote quote, long nowMs);

    /// <summary>Tells the private stream what has changed.</summary>
    public abstract void Tell(AccountBooks books, long nowMs, Action<byte[]> send);

    /// <summary>The frame that ends a session; null = this venue only closes its sockets.</summary>
    public abstract byte[]? SessionEnd(long nowMs);
}
