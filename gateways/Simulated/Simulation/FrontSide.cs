using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>The end of the wire of every venue that has a front: the front's own protocol.</summary>
internal sealed class FrontSide(FrontProtocol protocol) : VenueSide
{
    private readonly JsonFrame _frame = new();

    public override VenueAnswer Handle(
        FrontRequest request, MatchingCore core, long nowMs, bool isInside, long shownUntilMs)
    {
        if (protocol.Find(request.Method, request.Path) is not { } endpoint) return new VenueAnswer(404, []);
        VenueError error = endpoint.IsSigned && !isInside ? protocol.Check(request, nowMs) : VenueError.None;
        if (error.IsNone)
        {
            error = endpoint.Handle(new FrontCall(core, request, _frame, nowMs) { ShownUntilMs = shownUntilMs });
        }

        return error.IsNone ? new VenueAnswer(endpoint.Success, _frame.ToArray()) : Refuse(0, error, nowMs);
    }

    public override VenueAnswer Refuse(int status, in VenueError error, long nowMs)
    {
        (int own, byte[] body) = protocol.Refuse(error, nowMs);
        return new VenueAnswer(own, body);
    }

    public override VenueAnswer Unknown(int status) => new(status, protocol.UnknownError);

    public override byte[] QuoteFrame(in Quote quote, long nowMs) => protocol.QuoteFrame(quote, nowMs);

    public override void Tell(AccountBooks books, long nowMs, Action<byte[]> send)
    {
        foreach (BookEntry entry in books.Entries)
        {
            if (entry.Order is { } order) send(protocol.OrderFrame(entry, order, nowMs));
        }
    }

    public override byte[]? SessionEnd(long nowMs) => protocol.SessionEnd(nowMs);
}
