using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Gateways.Ports;

/// <summary>
/// One venue's wire protocol as pure translation between bytes and messages: no sockets, no threads, no clock, so
/// that the simulator runs it in virtual time. Times come in as arguments, in nanoseconds since 1970 UTC.
/// <para>
/// Threads: requests may be encoded by the sending thread and by control threads, order-entry frames by the sending
/// thread only; replies are decoded by many threads at once; each stream is decoded by one thread at a time.
/// <see cref="Bind"/> comes before all of them.
/// </para>
/// </summary>
public interface IVenueProtocol : IDisposable
{
    string Name { get; }

    /// <summary>
    /// Asks what the venue knows about its instruments; needs no key and works before <see cref="Bind"/>.
    /// </summary>
    void EncodeInstrumentQuery(string symbol, VenueRequest request);

    /// <summary>Reads the answer; throws <see cref="VenueException"/> when the symbol cannot be traded.</summary>
    InstrumentDefinition DecodeInstrument(string symbol, in VenueReply reply);

    /// <summary>From here on everything is about this instrument.</summary>
    void Bind(Instrument instrument);

    /// <summary>What every stream of the venue needs.</summary>
    StreamDialect Dialect { get; }

    /// <summary>What to connect to for quotes, below the configured address.</summary>
    string MarketTarget { get; }

    /// <summary>
    /// The frame to send after connecting (step 0) and after each acknowledgement (1, 2 …): logins, subscriptions.
    /// Returns its length; 0 = no more frames, the stream is up.
    /// </summary>
    int EncodeGreeting(StreamKind stream, int step, long nowNs, Span<byte> frame);

    /// <summary>Reads one market frame; fills the quote (but not its stamps of ours) when it is an event.</summary>
    FrameMeaning DecodeMarketFrame(ReadOnlySpan<byte> frame, ref BestBidOffer quote);

    /// <summary>Reads one frame of the user stream and publishes what it says about our orders.</summary>
    FrameMeaning DecodeUserFrame(ReadOnlySpan<byte> frame, long nowNs, IEventSink sink);

    /// <summary>From here on candles are about these symbols; before their stream is opened.</summary>
    void Watch(CandleWatch watch);

    /// <summary>What to connect to for candles, below the configured address of trade and price streams.</summary>
    string CandleTarget { get; }

    /// <summary>Asks for the candles of one watched symbol up to now; needs no key.</summary>
    void EncodeCandleQuery(int symbol, VenueRequest request);

    /// <summary>
    /// Reads the answer, oldest first; all but the last are closed. Returns the count, −1 = of this symbol
    /// there are none that can be read. Throws <see cref="VenueException"/> when it should be asked again later.
    /// </summary>
    int DecodeCandles(int symbol, in VenueReply reply, Span<Kline> rows);

    /// <summary>Reads one frame of the candle stream; fills the candle when it is an event.</summary>
    FrameMeaning DecodeCandleFrame(ReadOnlySpan<byte> frame, ref Kline kline);

    /// <summary>
    /// What to connect to for mark price and funding, below the configured address of trade and price streams; null =
    /// not read from a stream here: the mark comes with the position.
    /// </summary>
    string? MarkTarget => null;

    /// <summary>Reads one frame of that stream; fills the mark when it is an event.</summary>
    FrameMeaning DecodeMarkFrame(ReadOnlySpan<byte> frame, ref MarkPrice mark) => FrameMeaning.Ignored;

    /// <summary>How often a session wants to be renewed; zero = it does not.</summary>
    TimeSpan SessionRenewal { get; }

    /// <summary>
    /// The request that opens or renews the session behind the user stream; false = this venue has none.
    /// </summary>
    bool EncodeSession(SessionStep step, long nowNs, VenueRequest request);

    /// <summary>
    /// Reads the answer. Opening gives what to connect to below the configured address (venues without sessions get
    /// an empty reply and give their fixed target); null = there is no session: open one anew.
    /// </summary>
    string? DecodeSession(SessionStep step, in VenueReply reply);

    /// <summary>
    /// One command as one signed request; false = this venue cannot be asked that (nothing may be sent).
    /// </summary>
    bool Encode(in OutboundCommand command, long nowNs, VenueRequest request);

    /// <summary>The next page of a list, after a reply that said there is one.</summary>
    void EncodeNext(in OutboundCommand command, in ListPage page, long nowNs, VenueRequest request);

    /// <summary>
    /// The reply to one command as events: exactly one answer, or ListBegin, rows and ListEnd. What is not proven is
    /// in doubt. A list may take several replies: each moves <paramref name="page"/> on.
    /// </summary>
    void DecodeReply(in OutboundCommand command, in VenueReply reply, ref ListPage page, IEventSink sink);

    /// <summary>Most commands of a kind that one request carries; 1 = each goes alone.</summary>
    int MostInBatch(CommandKind kind) => 1;

    /// <summary>
    /// Several commands of one kind as one signed request; false = these have to go one by one (nothing may be sent).
    /// </summary>
    bool EncodeBatch(ReadOnlySpan<OutboundCommand> commands, long nowNs, VenueRequest request) => false;

    /// <summary>The reply to such a request as events: exactly one answer to each command.</summary>
    void DecodeBatch(ReadOnlySpan<OutboundCommand> commands, in VenueReply reply, IEventSink sink) =>
        throw new InvalidOperationException($"{Name} takes no batches");

    /// <summary>
    /// One command as one frame with an id of ours, for order entry over WebSocket; returns its length, 0 = this
    /// command goes by REST.
    /// </summary>
    int EncodeOrderEntry(in OutboundCommand command, long requestId, long nowNs, Span<byte> frame);

    /// <summary>
    /// Reads one frame of that connection: a reply for <see cref="DecodeReply"/> when it is an event. Refused = the
    /// venue will not take our orders here.
    /// </summary>
    FrameMeaning DecodeOrderEntryFrame(ReadOnlySpan<byte> frame, out OrderEntryReply reply);

    /// <summary>
    /// The request that lets the venue cancel every order of the symbol unless it is repeated within the time; zero
    /// switches that off. False = this venue has no dead-man's switch (nothing may be sent).
    /// </summary>
    bool EncodeDeadMansSwitch(TimeSpan countdown, long nowNs, VenueRequest request);

    /// <summary>One page of our fills.</summary>
    void EncodeFillsPage(in FillsCursor cursor, long nowNs, VenueRequest request);

    /// <summary>Adds a page to the books and says where to go on. Throws if it is unreadable.</summary>
    FillsCursor DecodeFillsPage(in VenueReply reply, in FillsCursor cursor, ref VenueBooks books);
}
