using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Execution;

/// <summary>
/// Sends each command once, at once, and reports what came of it. It decides nothing: no retry, no queue. Where the
/// venue takes orders over WebSocket that way is the first; while it is not in good health, and for what it does not
/// carry, a REST connection is taken that nothing else is using: a request that hangs holds up its own one only.
/// <para>
/// When no connection is free the sender waits a bounded time, once: until one becomes free again, further commands
/// are answered at once as never sent, so that nothing goes out stale behind a venue that hangs.
/// </para>
/// </summary>
public sealed class ExecutionGateway : IDisposable
{
    public const int DefaultLanes = 8;

    /// <summary>Most commands in one request, whatever more a venue would take.</summary>
    public const int MostInBatch = 10;

    private readonly OrderLane[] _lanes;
    private readonly OrderStream? _stream;
    private readonly VenueRequest _request = new();
    private readonly OutboundCommand[] _gathered = new OutboundCommand[MostInBatch];
    private int _gatheredCount;
    private readonly Action<long>? _tickToOrder;
    private readonly int _laneWaitMs;
    private readonly byte _instrument;
    private readonly AutoResetEvent _laneIsIdle = new(initialState: false);
    private readonly Lock _linkGate = new();
    private int _openLanes;
    private volatile bool _isStopping;
    private volatile bool _isExhausted;

    /// <param name="protocol">The venue's translation, bound to its instrument.</param>
    /// <param name="address">Where requests go.</param>
    /// <param name="clock">The clock that also stamped the triggers.</param>
    /// <param name="sink">Where answers go.</param>
    /// <param name="instrument">Index of the instrument, for the link's status.</param>
    /// <param name="tickToOrder">
    /// Gets, on the sending thread, the nanoseconds from a quote's frame to the order bytes handed to the socket.
    /// </param>
    /// <param name="options">Sizes and patience; null = the defaults.</param>
    /// <param name="customRoot">Trust this root alone (tests).</param>
    public ExecutionGateway(
        IVenueProtocol protocol, VenueAddress address, MonotonicClock clock, IEventSink sink, byte instrument,
        Action<long>? tickToOrder = null, ExecutionOptions? options = null, X509Certificate2? customRoot = null)
    {
        options ??= new ExecutionOptions();
        Protocol = protocol;
        Clock = clock;
        Sink = sink;
        ReplyTimeoutNs = options.ReplyTimeoutMs * 1_000_000L;
        _laneWaitMs = options.LaneWaitMs;
        _instrument = instrument;
        _tickToOrder = tickToOrder;
        _lanes = new OrderLane[options.Lanes];
        for (int i = 0; i < _lanes.Length; i++) _lanes[i] = new OrderLane(this, i, address, customRoot);
        if (options.OrderEntry is { } orderEntry)
        {
            _stream = new OrderStream(
                this, orderEntry, new FeedTiming(), options.StreamLifeMs * 1_000_000, customRoot);
        }
    }

    /// <summary>Commands that were answered as never sent because no connection was free.</summary>
    public long Overloads { get; private set; }

    /// <summary>Commands whose bytes were handed to a socket.</summary>
    public long Sent { get; private set; }

    /// <summary>Requests that carried several of them.</summary>
    public long Batches { get; private set; }

    /// <summary>Those of them that went over WebSocket.</summary>
    public long SentOnStream { get; private set; }

    /// <summary>Replies over WebSocket to nothing that was under way: late ones, most of all.</summary>
    public long UnmatchedReplies => _stream?.Unmatched ?? 0;

    public int OpenLanes => Volatile.Read(ref _openLanes);

    /// <summary>What last prevented a REST connection, for people.</summary>
    public string LastProblem { get; internal set; } = "";

    /// <summary>What last ended or prevented the WebSocket, for people; empty = nothing, or there is none.</summary>
    public string StreamProblem => _stream?.LastProblem ?? "";

    /// <summary>How often the order-entry WebSocket was opened: renewals and losses add one each.</summary>
    public long StreamConnects => _stream?.Connects ?? 0;

    internal IVenueProtocol Protocol { get; }
    internal MonotonicClock Clock { get; }
    internal IEventSink Sink { get; }
    internal long ReplyTimeoutNs { get; }

    /// <summary>Opens all connections, so that the first order finds one.</summary>
    public void Start()
    {
        foreach (OrderLane lane in _lanes) lane.Start();
        _stream?.Start();
    }

    /// <summary>
    /// Sends one command to the venue; others are not its business. One thread only; never throws for I/O.
    /// </summary>
    public void Send(in OutboundCommand command)
    {
        if (command.Kind is < CommandKind.NewOrder or > CommandKind.QueryList) return;
        OrderStream.Sending onStream = _stream?.TrySend(command) ?? OrderStream.Sending.Declined;
        if (onStream == OrderStream.Sending.InDoubt) return;
        if (onStream == OrderStream.Sending.Sent) SentOnStream++;
        else if (!TrySendByRest(command)) return;
        NoteSent(command);
    }

    /// <summary>
    /// As <see cref="Send"/>, but where orders go by REST and the venue takes several in one request, places and
    /// cancels may wait for the next ones until <see cref="Flush"/>, which follows as soon as no further command is
    /// there.
    /// </summary>
    public void Gather(in OutboundCommand command)
    {
        int most = _stream is { IsUp: true } ? 1 : Math.Min(MostInBatch, Protocol.MostInBatch(command.Kind));
        if (_gatheredCount > 0 && (most <= 1 || _gathered[0].Kind != command.Kind)) Flush();
        if (most <= 1)
        {
            Send(command);
            return;
        }

        _gathered[_gatheredCount++] = command;
        if (_gatheredCount >= most) Flush();
    }

    /// <summary>Sends what was gathered.</summary>
    public void Flush()
    {
        ReadOnlySpan<OutboundCommand> commands = _gathered.AsSpan(0, _gatheredCount);
        if (commands.IsEmpty) return;
        _gatheredCount = 0;
        bool isBatch = commands.Length > 1 && Protocol.EncodeBatch(commands, Clock.NowNs, _request);
        if (!isBatch)
        {
            foreach (ref readonly OutboundCommand command in commands) Send(command);
        }
        else if (TransmitOrReject(commands))
        {
            Batches++;
            foreach (ref readonly OutboundCommand command in commands) NoteSent(command);
        }
    }

    private void NoteSent(in OutboundCommand command)
    {
        Sent++;
        long triggerNs = command.Kind switch
        {
            CommandKind.NewOrder => command.Read<NewOrder>().TriggerNs,
            CommandKind.CancelOrder => command.Read<CancelOrder>().TriggerNs,
            _ => 0,
        };
        if (triggerNs != 0) _tickToOrder?.Invoke(Clock.NowNs - triggerNs);
    }

    /// <summary>Closes every connection; commands under way are answered as in doubt.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _stream?.Dispose();
        foreach (OrderLane lane in _lanes) lane.BeginStop();
        foreach (OrderLane lane in _lanes) lane.Dispose();
        _laneIsIdle.Dispose();
    }

    internal void LaneIsIdle()
    {
        _isExhausted = false;
        if (!_isStopping) _laneIsIdle.Set();
    }

    internal void LaneOpened()
    {
        lock (_linkGate)
        {
            if (_openLanes++ == 0) PublishLink(isUp: true);
        }
    }

    internal void LaneClosed()
    {
        lock (_linkGate)
        {
            if (--_openLanes == 0) PublishLink(isUp: false);
        }
    }

    /// <summary>Whether the bytes were handed to a socket; else the command is answered already.</summary>
    private bool TrySendByRest(in OutboundCommand command)
    {
        if (!Protocol.Encode(command, Clock.NowNs, _request))
        {
            CommandAnswer.Rejected(command, Reason.InvalidParameter, Clock.NowNs, Sink);
            return false;
        }

        return TransmitOrReject(new ReadOnlySpan<OutboundCommand>(in command));
    }

    /// <summary>The request of these commands is encoded.</summary>
    private bool TransmitOrReject(ReadOnlySpan<OutboundCommand> commands)
    {
        if (TakeLane(commands) is { } lane) return lane.Transmit(_request);
        foreach (ref readonly OutboundCommand command in commands)
        {
            Overloads++;
            CommandAnswer.Rejected(command, Reason.Overloaded, Clock.NowNs, Sink); // not one byte has left
        }

        return false;
    }

    private OrderLane? TakeLane(ReadOnlySpan<OutboundCommand> commands)
    {
        if (TryTakeIdle(commands) is { } idle) return idle;
        long deadlineNs = Clock.NowNs + _laneWaitMs * 1_000_000L;
        while (!_isExhausted && !_isStopping)
        {
            long leftMs = (deadlineNs - Clock.NowNs) / 1_000_000;
            if (leftMs <= 0)
            {
                _isExhausted = true;
                break;
            }

            _laneIsIdle.WaitOne((int)leftMs);
            if (TryTakeIdle(commands) is { } freed) return freed;
        }

        return TryTakeIdle(commands);
    }

    private OrderLane? TryTakeIdle(ReadOnlySpan<OutboundCommand> commands)
    {
        foreach (OrderLane lane in _lanes)
        {
            if (lane.TryTake(commands)) return lane;
        }

        return null;
    }

    private void PublishLink(bool isUp)
    {
        InboundEvent e = default;
        ref GatewayStatus status = ref e.Begin<GatewayStatus>(
            EventKind.GatewayStatus, EventSource.ExecutionGateway, _instrument, Clock.NowNs);
        status.Link = GatewayLink.OrderEntry;
        status.Up = isUp ? (byte)1 : (byte)0;
        status.Reason = isUp ? Reason.None : Reason.Disconnected;
        Sink.Publish(e);
    }
}
