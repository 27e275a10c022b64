using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Gate;

/// <summary>
/// Gate futures, settle currency usdt, one-way mode: orders over WebSocket or by signed REST, quotes from
/// <c>futures.book_ticker</c>, own orders from <c>futures.orders</c>, whose subscription is signed and names the user.
/// </summary>
public sealed class GateVenue : IVenueProtocol
{
    private readonly ClOrdIdText _ids;
    private readonly GateSigner _signer;
    private readonly byte[] _apiKey;
    private long _stepE8 = FixedPoint.One;
    private GateContract? _contract;
    private GateOrders? _orders;
    private GateQuotes? _quotes;
    private GateDecoder? _decoder;
    private GateLists? _lists;
    private GateReplies? _replies;
    private GateBatches? _batches;
    private GateOrderEntry? _entry;
    private GateKlines? _klines;
    private volatile byte[] _userId = [];

    public GateVenue(Credentials credentials, ClOrdIdText ids)
    {
        _ids = ids;
        _signer = new GateSigner(credentials);
        _apiKey = credentials.ApiKey.ToArray();
    }

    public string Name => "gate";

    /// <summary>Sizes as decimal strings; without the header fractions are cut off in silence.</summary>
    public StreamDialect Dialect { get; } = new() { UpgradeHeaders = "X-Gate-Size-Decimal: 1\r\n" };

    public string MarketTarget => "";

    public string CandleTarget => "";

    /// <summary>There is no session to renew; the clock is measured again, though.</summary>
    public TimeSpan SessionRenewal => TimeSpan.FromMinutes(30);

    public void EncodeInstrumentQuery(string symbol, VenueRequest request)
    {
        request.Begin(HttpVerb.Get, "/api/v4/futures/usdt/contracts/"u8);
        request.Target.AddEscaped(Encoding.UTF8.GetBytes(GateContract.NameOf(symbol)));
        request.Headers.Add("X-Gate-Size-Decimal: 1\r\n"u8);
    }

    public InstrumentDefinition DecodeInstrument(string symbol, in VenueReply reply) =>
        GateInstruments.Decode(symbol, reply, out _stepE8);

    public void Bind(Instrument instrument)
    {
        _contract = new GateContract(GateContract.NameOf(instrument.Symbol), _stepE8);
        _decoder = new GateDecoder(instrument, _contract, _ids);
        _quotes = new GateQuotes(instrument, _contract);
        _orders = new GateOrders(instrument, _contract, _ids, _signer);
        _lists = new GateLists(instrument, _contract, _ids, new GateAccount(_contract), _orders);
        _replies = new GateReplies(instrument, _contract, _ids, _lists, new GateLimits(_orders.Clock));
        _batches = new GateBatches(_ids, _orders, _replies);
        _entry = new GateOrderEntry(_orders, _signer, _apiKey);
    }

    public int EncodeGreeting(StreamKind stream, int step, long nowNs, Span<byte> frame)
    {
        var text = new ByteText(frame.Length);
        long seconds = Bound(_orders).VenueMs(nowNs) / 1_000;
        bool isMore = stream switch
        {
            StreamKind.Market => WriteMarketSubscription(step, seconds, text),
            StreamKind.User => WriteUserSubscription(step, seconds, text),
            StreamKind.OrderEntry => Bound(_entry).WriteLogin(step, seconds, text),
            _ => Bound(_klines).WriteSubscription(step, seconds, text),
        };
        if (!isMore) return 0;
        text.Span.CopyTo(frame);
        return text.Length;
    }

    public FrameMeaning DecodeMarketFrame(ReadOnlySpan<byte> frame, ref BestBidOffer quote) =>
        Bound(_quotes).Decode(frame, ref quote);

    public FrameMeaning DecodeUserFrame(ReadOnlySpan<byte> frame, long nowNs, IEventSink sink) =>
        Bound(_decoder).DecodeUser(frame, nowNs, sink);

    public void Watch(CandleWatch watch) => _klines = new GateKlines(watch);

    public void EncodeCandleQuery(int symbol, VenueRequest request) => Bound(_klines).EncodeQuery(symbol, request);

    public int DecodeCandles(int symbol, in VenueReply reply, Span<Kline> rows)
    {
        if (reply.IsSuccess) return Bound(_klines).DecodeRows(symbol, reply, rows);
        Fault fault = GateFaults.Judge(reply);
        bool isOfThisSymbol = fault.Reason is Reason.SymbolClosed or Reason.InvalidParameter;
        return isOfThisSymbol
            ? -1
            : throw new VenueException($"Gate gave no candles: HTTP {reply.Status}. It is tried again.");
    }

    public FrameMeaning DecodeCandleFrame(ReadOnlySpan<byte> frame, ref Kline kline) =>
        Bound(_klines).DecodeFrame(frame, ref kline);

    /// <summary>The user's number is asked for before each connection: private channels want it.</summary>
    public bool EncodeSession(SessionStep step, long nowNs, VenueRequest request)
    {
        if (step == SessionStep.Renew) return false;
        request.Begin(HttpVerb.Get, "/api/v4/futures/usdt/accounts"u8);
        Bound(_orders).Finish(nowNs, request);
        return true;
    }

    public string? DecodeSession(SessionStep step, in VenueReply reply)
    {
        if (!reply.IsSuccess)
        {
            Fault fault = GateFaults.Judge(reply);
            string remedy = fault.Reason switch
            {
                Reason.Auth => "Check the API key, its permissions and its IP list.",
                Reason.Restricted => "Has the account a futures wallet? Transfer funds into it once.",
                Reason.RequestExpired => "Check this machine's clock.",
                _ => "It is tried again.",
            };
            throw new VenueException($"Gate refused the account: HTTP {reply.Status}, {fault.Reason}. {remedy}");
        }

        ReadOnlySpan<byte> user = WireText.Of(reply.Body, "user"u8);
        if (!WireText.TryReadId(user, out _)) return null;
        _userId = user.ToArray();
        return "";
    }

    public bool Encode(in OutboundCommand command, long nowNs, VenueRequest request) =>
        Bound(_orders).Encode(command, nowNs, request);

    public void EncodeNext(in OutboundCommand command, in ListPage page, long nowNs, VenueRequest request) =>
        Bound(_orders).EncodeNext(command, page, nowNs, request);

    public void DecodeReply(in OutboundCommand command, in VenueReply reply, ref ListPage page, IEventSink sink) =>
        Bound(_replies).Decode(command, reply, ref page, sink);

    public int MostInBatch(CommandKind kind) => GateBatches.Most(kind);

    public bool EncodeBatch(ReadOnlySpan<OutboundCommand> commands, long nowNs, VenueRequest request) =>
        Bound(_batches).Encode(commands, nowNs, request);

    public void DecodeBatch(ReadOnlySpan<OutboundCommand> commands, in VenueReply reply, IEventSink sink) =>
        Bound(_batches).Decode(commands, reply, sink);

    public int EncodeOrderEntry(in OutboundCommand command, long requestId, long nowNs, Span<byte> frame) =>
        Bound(_entry).Encode(command, requestId, nowNs, frame);

    public FrameMeaning DecodeOrderEntryFrame(ReadOnlySpan<byte> frame, out OrderEntryReply reply) =>
        GateOrderEntry.Decode(frame, out reply);

    public bool EncodeDeadMansSwitch(TimeSpan countdown, long nowNs, VenueRequest request)
    {
        Bound(_orders).EncodeDeadMansSwitch(countdown, nowNs, request);
        return true;
    }

    public void EncodeFillsPage(in FillsCursor cursor, long nowNs, VenueRequest request) =>
        Bound(_orders).EncodeFillsPage(cursor, nowNs, request);

    public FillsCursor DecodeFillsPage(in VenueReply reply, in FillsCursor cursor, ref VenueBooks books)
    {
        FillsCursor next = cursor;
        bool isRead = reply.IsSuccess && Bound(_lists).TryAddPage(reply, ref next, ref books);
        return isRead ? next : throw new VenueException($"Gate's list of fills is not readable (HTTP {reply.Status})");
    }

    public void Dispose() => _signer.Dispose();

    private bool WriteMarketSubscription(int step, long seconds, ByteText frame)
    {
        if (step > 0) return false;
        frame.Add("{\"time\":"u8).Add(seconds)
            .Add(",\"channel\":\"futures.book_ticker\",\"event\":\"subscribe\",\"payload\":[\""u8)
            .Add(Bound(_contract).Name).Add("\"]}"u8);
        return true;
    }

    private bool WriteUserSubscription(int step, long seconds, ByteText frame)
    {
        if (step > 0) return false;
        Span<byte> hex = stackalloc byte[GateSigner.HexLength];
        _signer.SignChannel("futures.orders"u8, "subscribe"u8, seconds, hex);
        frame.Add("{\"time\":"u8).Add(seconds)
            .Add(",\"channel\":\"futures.orders\",\"event\":\"subscribe\",\"payload\":[\""u8).Add(_userId)
            .Add("\",\""u8).Add(Bound(_contract).Name).Add("\"],\"auth\":{\"method\":\"api_key\",\"KEY\":\""u8)
            .Add(_apiKey).Add("\",\"SIGN\":\""u8).Add(hex).Add("\"}}"u8);
        return true;
    }

    private static T Bound<T>(T? part) where T : class =>
        part ?? throw new InvalidOperationException("Bind an instrument (for candles: Watch) first");
}
