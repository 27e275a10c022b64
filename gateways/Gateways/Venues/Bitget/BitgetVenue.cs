using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;

namespace OpenSQT.Lmax.Gateways.Venues.Bitget;

/// <summary>
/// Bitget USDT futures of a classic account (API v2, "mix"), one-way mode: orders by signed REST or over
/// WebSocket, quotes from <c>books1</c>, own orders from <c>orders</c> on a socket that wants a login first. A unified
/// account is refused with a clear word.
/// </summary>
public sealed class BitgetVenue : IVenueProtocol
{
    private readonly ClOrdIdText _ids;
    private readonly BitgetSigner _signer;
    private readonly byte[] _apiKey;
    private readonly byte[] _passphrase;
    private readonly bool _isDemo;
    private byte[] _symbol = [];
    private BitgetOrders? _orders;
    private BitgetQuotes? _quotes;
    private BitgetDecoder? _decoder;
    private BitgetLists? _lists;
    private BitgetReplies? _replies;
    private BitgetBatches? _batches;
    private BitgetOrderEntry? _entry;
    private BitgetKlines? _klines;

    /// <param name="credentials">Key, secret and pass phrase.</param>
    /// <param name="ids">Whose orders are ours, and how their ids look.</param>
    /// <param name="isDemo">The keys belong to a demo account; the streams are then elsewhere.</param>
    public BitgetVenue(Credentials credentials, ClOrdIdText ids, bool isDemo = false)
    {
        _ids = ids;
        _isDemo = isDemo;
        _signer = new BitgetSigner(credentials, isDemo);
        _apiKey = credentials.ApiKey.ToArray();
        _passphrase = credentials.Passphrase.ToArray();
    }

    public string Name => "bitget";

    /// <summary>The venue closes sockets that have not said this word for two minutes.</summary>
    public StreamDialect Dialect { get; } = new() { KeepAlive = "ping"u8.ToArray() };

    public string MarketTarget => "";

    public string CandleTarget => "";

    /// <summary>There is no session to renew; the clock is measured again, though.</summary>
    public TimeSpan SessionRenewal => TimeSpan.FromMinutes(30);

    public void EncodeInstrumentQuery(string symbol, VenueRequest request)
    {
        request.Begin(HttpVerb.Get, "/api/v2/mix/market/contracts?productType=USDT-FUTURES&symbol="u8);
        request.Target.AddEscaped(Encoding.UTF8.GetBytes(symbol.ToUpperInvariant()));
        if (_isDemo) request.Headers.Add(BitgetSigner.DemoHeader);
    }

    public InstrumentDefinition DecodeInstrument(string symbol, in VenueReply reply) =>
        BitgetInstruments.Decode(symbol, reply);

    public void Bind(Instrument instrument)
    {
        _symbol = Encoding.ASCII.GetBytes(instrument.Symbol);
        _decoder = new BitgetDecoder(instrument, _ids);
        _quotes = new BitgetQuotes(instrument);
        _orders = new BitgetOrders(instrument, _ids, _signer);
        _lists = new BitgetLists(
            instrument, _ids, _decoder, new BitgetAccount(instrument, _decoder, _orders), _orders);
        _replies = new BitgetReplies(instrument, _ids, _decoder, _lists);
        _batches = new BitgetBatches(_orders, _replies);
        _entry = new BitgetOrderEntry(instrument, _orders);
    }

    public int EncodeGreeting(StreamKind stream, int step, long nowNs, Span<byte> frame)
    {
        var text = new ByteText(frame.Length);
        bool isMore = stream switch
        {
            StreamKind.Market => WriteSubscription(step, "books1"u8, _symbol, text),
            StreamKind.User or StreamKind.OrderEntry when step == 0 => WriteLogin(nowNs, text),
            StreamKind.OrderEntry => false,
            StreamKind.User => WriteSubscription(step - 1, "orders"u8, "default"u8, text),
            _ => Bound(_klines).WriteSubscription(step, text),
        };
        if (!isMore) return 0;
        text.Span.CopyTo(frame);
        return text.Length;
    }

    public FrameMeaning DecodeMarketFrame(ReadOnlySpan<byte> frame, ref BestBidOffer quote) =>
        Bound(_quotes).Decode(frame, ref quote);

    public FrameMeaning DecodeUserFrame(ReadOnlySpan<byte> frame, long nowNs, IEventSink sink) =>
        Bound(_decoder).DecodeUser(frame, nowNs, sink);

    public void Watch(CandleWatch watch) => _klines = new BitgetKlines(watch);

    public void EncodeCandleQuery(int symbol, VenueRequest request) => Bound(_klines).EncodeQuery(symbol, request);

    public int DecodeCandles(int symbol, in VenueReply reply, Span<Kline> rows)
    {
        if (BitgetFaults.IsSuccess(reply, out ReadOnlySpan<byte> list))
            return Bound(_klines).DecodeRows(symbol, list, rows);
        bool isOfThisSymbol = reply.Status is 200 or 400;
        return isOfThisSymbol
            ? -1
            : throw new VenueException($"Bitget gave no candles: HTTP {reply.Status}. It is tried again.");
    }

    public FrameMeaning DecodeCandleFrame(ReadOnlySpan<byte> frame, ref Kline kline) =>
        Bound(_klines).DecodeFrame(frame, ref kline);

    /// <summary>No session, but the account is asked: a unified one must be told apart from a wrong key.</summary>
    public bool EncodeSession(SessionStep step, long nowNs, VenueRequest request)
    {
        if (step == SessionStep.Renew) return false;
        Bound(_orders).BeginAccount(request);
        Bound(_orders).Finish(nowNs, request);
        return true;
    }

    public string? DecodeSession(SessionStep step, in VenueReply reply)
    {
        if (BitgetFaults.IsSuccess(reply, out _)) return "";
        BitgetFaults.TryRead(reply.Body, out int code, out _, out _);
        string remedy = BitgetFaults.Judge(reply).Reason switch
        {
            _ when code == BitgetFaults.UnifiedAccount =>
                "This is a unified account, and only classic ones are supported: use a classic (sub-)account.",
            Reason.Auth => "Check the API key, its pass phrase, permissions and IP list.",
            Reason.RequestExpired => "Check this machine's clock.",
            _ => "It is tried again.",
        };
        throw new VenueException($"Bitget refused the account: HTTP {reply.Status}, code {code}. {remedy}");
    }

    public bool Encode(in OutboundCommand command, long nowNs, VenueRequest request) =>
        Bound(_orders).Encode(command, nowNs, request);

    public void EncodeNext(in OutboundCommand command, in ListPage page, long nowNs, VenueRequest request) =>
        Bound(_orders).EncodeNext(command, page, nowNs, request);

    public void DecodeReply(in OutboundCommand command, in VenueReply reply, ref ListPage page, IEventSink sink) =>
        Bound(_replies).Decode(command, reply, ref page, sink);

    public int MostInBatch(CommandKind kind) => BitgetBatches.Most(kind);

    public bool EncodeBatch(ReadOnlySpan<OutboundCommand> commands, long nowNs, VenueRequest request) =>
        Bound(_batches).Encode(commands, nowNs, request);

    public void DecodeBatch(ReadOnlySpan<OutboundCommand> commands, in VenueReply reply, IEventSink sink) =>
        Bound(_batches).Decode(commands, reply, sink);

    public int EncodeOrderEntry(in OutboundCommand command, long requestId, long nowNs, Span<byte> frame) =>
        Bound(_entry).Encode(command, requestId, nowNs, frame);

    public FrameMeaning DecodeOrderEntryFrame(ReadOnlySpan<byte> frame, out OrderEntryReply reply) =>
        BitgetOrderEntry.Decode(frame, out reply);

    public bool EncodeDeadMansSwitch(TimeSpan countdown, long nowNs, VenueRequest request) => false;

    public void EncodeFillsPage(in FillsCursor cursor, long nowNs, VenueRequest request) =>
        Bound(_orders).EncodeFillsPage(cursor, nowNs, request);

    public FillsCursor DecodeFillsPage(in VenueReply reply, in FillsCursor cursor, ref VenueBooks books)
    {
        FillsCursor next = cursor;
        bool isRead = BitgetFaults.IsSuccess(reply, out ReadOnlySpan<byte> data)
            && Bound(_lists).TryAddPage(data, reply, ref next, ref books);
        if (isRead) return next;
        throw new VenueException($"Bitget's list of fills is not readable (HTTP {reply.Status})");
    }

    public void Dispose() => _signer.Dispose();

    /// <summary>The time of a login is in seconds, unlike every other time of this venue.</summary>
    private bool WriteLogin(long nowNs, ByteText frame)
    {
        long seconds = Bound(_orders).VenueMs(nowNs) / 1_000;
        Span<byte> sign = stackalloc byte[BitgetSigner.TextLength];
        var payload = new ByteText(64);
        _signer.Sign(payload.Add(seconds).Add("GET/user/verify"u8).Span, sign);
        frame.Add("{\"op\":\"login\",\"args\":[{\"apiKey\":\""u8).Add(_apiKey).Add("\",\"passphrase\":\""u8)
            .Add(_passphrase).Add("\",\"timestamp\":\""u8).Add(seconds).Add("\",\"sign\":\""u8).Add(sign)
            .Add("\"}]}"u8);
        return true;
    }

    private static bool WriteSubscription(
        int step, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> instId, ByteText frame)
    {
        if (step > 0) return false;
        frame.Add("{\"op\":\"subscribe\",\"args\":[{\"instType\":\"USDT-FUTURES\",\"channel\":\""u8).Add(channel)
            .Add("\",\"instId\":\""u8).Add(instId).Add("\"}]}"u8);
        return true;
    }

    private static T Bound<T>(T? part) where T : class =>
        part ?? throw new InvalidOperationException("Bind an instrument (for candles: Watch) first");
}
