using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// The venue of one seed: the matching core behind one venue's protocol, without sockets and in virtual time. What it
/// did is the truth that the invariants compare with.
/// </summary>
internal sealed class VirtualVenue
{
    private const long StartBalanceE8 = 1_000_000 * FixedPoint.One;

    private readonly Timeline _time;
    private readonly VenueSide _side;
    private readonly Action<byte[]> _userFrame;

    public VirtualVenue(VenueSide side, InstrumentRules rules, Timeline time, ulong seed, Action<byte[]> userFrame)
    {
        _side = side;
        _time = time;
        _userFrame = userFrame;
        Core = new MatchingCore(rules, new AccountBooks(rules, StartBalanceE8, leverage: 10), seed);
        Truth = new VenueTruth();
    }

    public MatchingCore Core { get; }
    public AccountBooks Books => Core.Books;
    public VenueTruth Truth { get; }

    /// <summary>Executes a request at the venue's present time.</summary>
    /// <param name="request">As it was sent.</param>
    /// <param name="isInside">The request passed the door before: its time window does not count any more.</param>
    /// <param name="lagMs">How far the reading side lags behind.</param>
    public VenueAnswer Handle(FrontRequest request, bool isInside = false, long lagMs = 0)
    {
        long shownUntilMs = lagMs == 0 ? long.MaxValue : _time.NowMs - lagMs;
        VenueAnswer answer = _side.Handle(request, Core, _time.NowMs, isInside, shownUntilMs);
        Commit();
        return answer;
    }

    public VenueAnswer Refuse(int status, in VenueError error) => _side.Refuse(status, error, _time.NowMs);

    public VenueAnswer Unknown(int status) => _side.Unknown(status);

    public void OnQuote(in Quote quote)
    {
        Core.OnQuote(quote, _time.NowMs);
        Commit();
    }

    public void OnTrade(in MarketTrade trade)
    {
        Core.OnTrade(trade, _time.NowMs);
        Commit();
    }

    /// <summary>An order by hand; refusals are the person's problem.</summary>
    public void Place(in OrderRequest request)
    {
        Core.Place(request, _time.NowMs, out _);
        Commit();
    }

    public void Cancel(VenueOrder order)
    {
        Truth.CanceledByHand = order;
        Core.Cancel(order, _time.NowMs);
        Commit();
        Truth.CanceledByHand = null;
    }

    public byte[] QuoteFrame(in Quote quote) => _side.QuoteFrame(quote, _time.NowMs);

    public byte[]? SessionEnd() => _side.SessionEnd(_time.NowMs);

    private void Commit()
    {
        if (Books.Entries.Count == 0) return;
        Truth.Apply(Books.Entries);
        _side.Tell(Books, _time.NowMs, _userFrame);
        Books.ClearEntries();
    }
}
