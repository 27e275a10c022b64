using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Binance;

/// <summary>
/// Binance USDⓈ-M futures: one-way position mode, orders over WebSocket or by REST, each signed, quotes from
/// <c>bookTicker</c>, own orders from the user stream behind a listen key.
/// </summary>
public sealed class BinanceVenue : IVenueProtocol
{
    private readonly ClOrdIdText _ids;
    private readonly BinanceSigner _signer;
    private readonly byte[] _apiKey;
    private readonly byte[] _keyHeader;
    private readonly BinanceLimits _limits = new();
    private BinanceOrders? _orders;
    private BinanceOrderEntry? _entry;
    private BinanceQuotes? _quotes;
    private BinanceDecoder? _decoder;
    private BinanceLists? _lists;
    private BinanceReplies? _replies;
    private BinanceKlines? _klines;
    private BinanceMarks? _marks;
    private byte[] _subscription = [];

    public BinanceVenue(Credentials credentials, ClOrdIdText ids)
    {
        _ids = ids;
        _signer = new BinanceSigner(credentials.Secret);
        _apiKey = credentials.ApiKey.ToArray();
        _keyHeader = [.. "X-MBX-APIKEY: "u8, .. credentials.ApiKey, .. "\r\n"u8];
    }

    public string Name => "binance";

    public StreamDialect Dialect => StreamDialect.Plain;

    public string MarketTarget => "/ws";

    public string CandleTarget => "/ws";

    public string? MarkTarget => "/ws";

    /// <summary>A listen key lives 60 minutes.</summary>
    public TimeSpan SessionRenewal => TimeSpan.FromMinutes(30);

    public void EncodeInstrumentQuery(string symbol, VenueRequest request) =>
        request.Begin(HttpVerb.Get, "/fapi/v1/exchangeInfo"u8);

    public InstrumentDefinition DecodeInstrument(string symbol, in VenueReply reply) =>
        BinanceInstruments.Decode(symbol, reply, _limits);

    public void Bind(Instrument instrument)
    {
        _decoder = new BinanceDecoder(instrument, _ids);
        _quotes = new BinanceQuotes(instrument);
        _marks = new BinanceMarks(instrument);
        _orders = new BinanceOrders(instrument, _ids, _signer, _keyHeader);
        _lists = new BinanceLists(instrument, _ids, _decoder, _orders);
        _replies = new BinanceReplies(instrument, _ids, _lists, _limits, _orders);
        _entry = new BinanceOrderEntry(instrument, _ids, _signer, _apiKey, _orders);
        string stream = $"{instrument.Symbol.ToLowerInvariant()}@bookTicker";
        _subscription = Encoding.UTF8.GetBytes($$"""{"method":"SUBSCRIBE","params":["{{stream}}"],"id":1}""");
    }

    public int EncodeGreeting(StreamKind stream, int step, long nowNs, Span<byte> frame)
    {
        // The listen key is in the path, and order requests are signed one by one: no subscription, no login.
        if (stream is StreamKind.User or StreamKind.OrderEntry || step > 0) return 0;
        byte[] subscription = stream switch
        {
            StreamKind.Candles => Bound(_klines).Subscription,
            StreamKind.Mark => Bound(_marks).Subscription,
            _ => _subscription,
        };
        subscription.CopyTo(frame);
        return subscription.Length;
    }

    public void Watch(CandleWatch watch) => _klines = new BinanceKlines(watch);

    public void EncodeCandleQuery(int symbol, VenueRequest request) => Bound(_klines).EncodeQuery(symbol, request);

    public int DecodeCandles(int symbol, in VenueReply reply, Span<Kline> rows)
    {
        const int badRequest = 400; // of this symbol; everything else is about the venue or about us
        if (reply.IsSuccess) return Bound(_klines).DecodeRows(symbol, reply, rows);
        return reply.Status == badRequest
            ? -1
            : throw new VenueException($"Binance gave no candles: HTTP {reply.Status}. It is tried again.");
    }

    public FrameMeaning DecodeCandleFrame(ReadOnlySpan<byte> frame, ref Kline kline) =>
        Bound(_klines).DecodeFrame(frame, ref kline);

    public FrameMeaning DecodeMarkFrame(ReadOnlySpan<byte> frame, ref MarkPrice mark) =>
        Bound(_marks).Decode(frame, ref mark);

    public FrameMeaning DecodeMarketFrame(ReadOnlySpan<byte> frame, ref BestBidOffer quote) =>
        Bound(_quotes).Decode(frame, ref quote);

    public FrameMeaning DecodeUserFrame(ReadOnlySpan<byte> frame, long nowNs, IEventSink sink) =>
        Bound(_decoder).DecodeUser(frame, nowNs, sink);

    public bool EncodeSession(SessionStep step, long nowNs, VenueRequest request)
    {
        request.Begin(step == SessionStep.Open ? HttpVerb.Post : HttpVerb.Put, "/fapi/v1/listenKey"u8);
        request.Headers.Add(_keyHeader); // key only: listen keys need no signature
        return true;
    }

    public string? DecodeSession(SessionStep step, in VenueReply reply)
    {
        if (!reply.IsSuccess)
        {
            bool hasCode = BinanceFaults.TryReadCode(reply.Body, out int code);
            if (hasCode && code == -1125) return null;
            throw new VenueException($"Binance refused the user stream: HTTP {reply.Status}, code {code}. "
                + (BinanceFaults.Of(code).Reason == Reason.Auth
                    ? "Check the API key, its permissions and its IP list."
                    : "It is tried again."));
        }

        var scanner = new JsonScanner(reply.Body);
        string? target = step == SessionStep.Renew ? "" : null;
        if (scanner.EnterObject())
        {
            while (scanner.NextKey(out ReadOnlySpan<byte> key))
            {
                ReadOnlySpan<byte> value = scanner.ScalarOrNothing();
                if (!key.SequenceEqual("listenKey"u8) || value.IsEmpty) continue;
                target = $"/ws/{Encoding.ASCII.GetString(value)}";
            }
        }

        return scanner.IsWhole ? target : null;
    }

    public bool Encode(in OutboundCommand command, long nowNs, VenueRequest request) =>
        Bound(_orders).Encode(command, nowNs, request);

    public void EncodeNext(in OutboundCommand command, in ListPage page, long nowNs, VenueRequest request) =>
        throw new InvalidOperationException("Binance's lists have one page");

    public void DecodeReply(in OutboundCommand command, in VenueReply reply, ref ListPage page, IEventSink sink) =>
        Bound(_replies).Decode(command, reply, sink);

    public int EncodeOrderEntry(in OutboundCommand command, long requestId, long nowNs, Span<byte> frame) =>
        Bound(_entry).Encode(command, requestId, nowNs, frame);

    public FrameMeaning DecodeOrderEntryFrame(ReadOnlySpan<byte> frame, out OrderEntryReply reply) =>
        BinanceOrderEntry.Decode(frame, out reply);

    /// <summary>countdownCancelAll, of one symbol.</summary>
    public bool EncodeDeadMansSwitch(TimeSpan countdown, long nowNs, VenueRequest request)
    {
        Bound(_orders).EncodeDeadMansSwitch(countdown, nowNs, request);
        return true;
    }

    public void EncodeFillsPage(in FillsCursor cursor, long nowNs, VenueRequest request) =>
        Bound(_orders).EncodeFillsPage(cursor, nowNs, request);

    /// <summary>
    /// userTrades looks at seven days a call when it is asked by time, and at no window when by id: window by window
    /// until a first fill is found, then on by its id until a page is empty.
    /// </summary>
    public FillsCursor DecodeFillsPage(in VenueReply reply, in FillsCursor cursor, ref VenueBooks books)
    {
        long highest = reply.IsSuccess ? Bound(_lists).AddFills(reply.Body, ref books) : -1;
        if (highest < 0) throw new VenueException($"Binance's list of fills is not readable (HTTP {reply.Status})");
        if (highest > 0) return cursor with { After = highest + 1 };
        long nextMs = cursor.SinceMs + (long)TimeSpan.FromDays(7).TotalMilliseconds;
        bool isDone = cursor.After > 0 || nextMs >= reply.NowNs / 1_000_000;
        return cursor with { SinceMs = nextMs, After = 0, IsDone = isDone };
    }

    public void Dispose() => _signer.Dispose();

    private static T Bound<T>(T? part) where T : class =>
        part ?? throw new InvalidOperationException("Bind an instrument (for candles: Watch) first");
}
