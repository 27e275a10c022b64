using System.Buffers.Binary;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Streams;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Simulated.Fronts;
using OpenSQT.Lmax.Simulated.Matching;
using OpenSQT.Lmax.Simulated.Simulation;

namespace OpenSQT.Lmax.Simulated.WarmUp;

/// <summary>
/// One venue's protocol with the matching core behind it, in memory: every byte that would go over the wire is made,
/// signed and read, and none leaves. The market and the outbound thread take turns.
/// </summary>
internal sealed class RehearsalVenue : IDisposable
{
    private const long BalanceE8 = 1_000_000 * FixedPoint.One;
    private const int MostFrameBytes = 2048;

    private static readonly SimulatedVenueOptions Options = new()
    {
        WeightPerMinute = 0,
        OrdersPer10Seconds = 0,
        OrdersPerMinute = 0,
    };

    private readonly Lock _turn = new();
    private readonly IVenueProtocol _protocol;
    private readonly VenueSide _side;
    private readonly MatchingCore _core;
    private readonly MonotonicClock _clock;
    private readonly IEventSink _sink;
    private readonly MarketStream _market;
    private readonly WebSocketParser _parser = new();
    private readonly HttpRequestWriter _writer = new(VenueAddress.Parse("http://127.0.0.1:1"));
    private readonly VenueRequest _request = new();
    private readonly byte[] _frame = new byte[MostFrameBytes];
    private long _requests;

    public RehearsalVenue(VenueRow venue, MonotonicClock clock, IEventSink sink)
    {
        InstrumentRules rules = SeedRun.Rules;
        _clock = clock;
        _sink = sink;
        _protocol = venue.Client(
            new Credentials(Options.ApiKey, Options.ApiSecret, Options.Passphrase), VenueTruth.Bot);
        _side = venue.Side(rules, Options);
        _core = new MatchingCore(rules, new AccountBooks(rules, BalanceE8, leverage: 10), seed: 1);
        _market = new MarketStream(_protocol, clock, sink, instrument: 0);
        _protocol.EncodeInstrumentQuery(rules.Symbol, _request);
        VenueAnswer answer = Handle();
        InstrumentDefinition definition =
            _protocol.DecodeInstrument(rules.Symbol, new VenueReply(answer.Status, answer.Body, 0, 0));
        definition.MaxOrderRateE3 = 0; // nobody counts messages here
        Definition = definition;
        _protocol.Bind(new Instrument(0, definition));
    }

    public InstrumentDefinition Definition { get; }

    /// <summary>Orders and cancels so far.</summary>
    public long Orders { get; private set; }

    /// <summary>Moves the market: what it fills is told first, then the quote comes as a frame.</summary>
    public void Move(in Quote quote)
    {
        lock (_turn)
        {
            _core.OnQuote(quote, NowMs);
            Tell();
            Show(_side.QuoteFrame(quote, NowMs));
        }
    }

    /// <summary>One command: encoded for both ways of order entry, executed, and its reply read.</summary>
    public void Send(in OutboundCommand command)
    {
        lock (_turn)
        {
            long nowNs = _clock.NowNs;
            if (command.Kind is CommandKind.NewOrder or CommandKind.CancelOrder) Orders++;
            _protocol.EncodeOrderEntry(command, ++_requests, nowNs, _frame);
            if (!_protocol.Encode(command, nowNs, _request))
            {
                CommandAnswer.Rejected(command, Reason.InvalidParameter, nowNs, _sink);
                return;
            }

            _writer.Write(_request);
            ListPage page = default;
            Answer(command, ref page);
            while (page.HasMore)
            {
                _protocol.EncodeNext(command, page, nowNs, _request);
                Answer(command, ref page);
            }

            Tell();
        }
    }

    public void Dispose() => _protocol.Dispose();

    private long NowMs => _clock.NowNs / 1_000_000;

    private VenueAnswer Handle() =>
        _side.Handle(VirtualCall.AsReceived(_request), _core, NowMs, isInside: false, shownUntilMs: long.MaxValue);

    private void Answer(in OutboundCommand command, ref ListPage page)
    {
        long sentNs = _clock.NowNs;
        VenueAnswer answer = Handle();
        var reply = new VenueReply(answer.Status, answer.Body, sentNs, _clock.NowNs, answer.RetryAfterNs);
        _protocol.DecodeReply(command, reply, ref page, _sink);
    }

    /// <summary>What has changed, as frames of the private stream.</summary>
    private void Tell()
    {
        AccountBooks books = _core.Books;
        if (books.Entries.Count == 0) return;
        _side.Tell(books, NowMs, frame => _protocol.DecodeUserFrame(frame, _clock.NowNs, _sink));
        books.ClearEntries();
    }

    /// <summary>As a server's WebSocket frame, unmasked, with its length in 16 bits.</summary>
    private void Show(byte[] text)
    {
        Span<byte> room = _parser.Free();
        room[0] = 0x80 | (byte)WebSocketOpcode.Text;
        room[1] = 126;
        BinaryPrimitives.WriteUInt16BigEndian(room[2..], (ushort)text.Length);
        text.CopyTo(room[4..]);
        _parser.Commit(text.Length + 4);
        while (_parser.TryNext(out WebSocketOpcode _, out ReadOnlySpan<byte> payload)) _market.OnText(payload);
        _market.OnDrained();
    }
}
