using System.Text;
using System.Text.Json;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Server;
using OpenSQT.Lmax.Simulated.Streams;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// The venue of one seed: the matching core behind the endpoints and frames of the loopback server, without sockets
/// and in virtual time. What it did is the truth that the invariants compare with.
/// </summary>
internal sealed class VirtualVenue
{
    private const long StartBalanceE8 = 1_000_000 * FixedPoint.One;

    private readonly Timeline _time;
    private readonly JsonFrame _frame = new();
    private readonly RequestSecurity _security = new(
        SimulatedVenueOptions.DemoApiKey, SimulatedVenueOptions.DemoApiSecret);
    private readonly UserFrames _users;
    private long _updateId;

    public VirtualVenue(InstrumentRules rules, Timeline time, ulong seed, Action<byte[]> userFrame)
    {
        _time = time;
        Core = new MatchingCore(rules, new AccountBooks(rules, StartBalanceE8, leverage: 10), seed);
        Truth = new VenueTruth();
        _users = new UserFrames(rules, (_, frame) => userFrame(frame));
    }

    public MatchingCore Core { get; }
    public AccountBooks Books => Core.Books;
    public VenueTruth Truth { get; }

    /// <summary>Executes a request at the venue's present time.</summary>
    /// <param name="method">GET, POST, DELETE.</param>
    /// <param name="target">Path and query as they were sent.</param>
    /// <param name="isInside">The request passed the door before: its time window does not count any more.</param>
    /// <param name="lagMs">How far the reading side lags behind.</param>
    public VenueAnswer Handle(string method, ReadOnlySpan<byte> target, bool isInside = false, long lagMs = 0)
    {
        string text = Encoding.ASCII.GetString(target);
        int query = text.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? text : text[..query];
        if (RestApi.Find(method, path) is not { } endpoint) return new VenueAnswer(404, []);
        var parameters = new RequestParameters(query < 0 ? "" : text[query..], "");
        VenueError error = isInside
            ? VenueError.None
            : _security.Check(endpoint.Security, SimulatedVenueOptions.DemoApiKey, parameters, _time.NowMs);
        if (error.IsNone)
        {
            error = endpoint.Handle(new ApiCall(Core, parameters, _frame)
            {
                NowMs = _time.NowMs,
                ShownUntilMs = lagMs == 0 ? long.MaxValue : _time.NowMs - lagMs,
            });
        }

        byte[] body = error.IsNone ? _frame.ToArray() : ErrorBody(error);
        Commit();
        return new VenueAnswer(error.IsNone ? 200 : error.HttpStatus, body);
    }

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

    public byte[] QuoteFrame(in Quote quote) =>
        MarketFrames.QuoteFrame(quote, ++_updateId, _time.NowMs, Core.Rules, _frame);

    public byte[] ListenKeyExpired() => _users.ListenKeyExpired("virtual", _time.NowMs);

    public byte[] ErrorBody(in VenueError error)
    {
        Utf8JsonWriter json = _frame.Start();
        json.WriteStartObject();
        json.WriteNumber("code"u8, error.Code);
        json.WriteString("msg"u8, error.Message);
        json.WriteEndObject();
        return _frame.ToArray();
    }

    private void Commit()
    {
        if (Books.Entries.Count == 0) return;
        Truth.Apply(Books.Entries);
        _users.Publish(Books, _time.NowMs);
        Books.ClearEntries();
    }
}
