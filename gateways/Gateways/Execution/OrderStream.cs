using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Execution;

/// <summary>
/// Order entry over one WebSocket: several requests under way at once, replies found by their ids. The sending thread
/// writes, the feed's thread reads and answers.
/// <para>
/// Every command that was taken gets exactly one answer: whoever takes it out of the list of those under way owes it.
/// The stream declines what it cannot send in good health (down, no reply for a while, too many under way): REST takes
/// over, and not one byte has left here.
/// </para>
/// </summary>
internal sealed class OrderStream : IStreamHandler, IDisposable
{
    private const int MostUnderWay = 64;
    private const int MaxFrameBytes = 2048;
    private const long SlowNs = 1_000_000_000;

    private readonly Lock _gate = new();
    private readonly ExecutionGateway _owner;
    private readonly WebSocketFeed _feed;
    private readonly Pending[] _underWay = new Pending[MostUnderWay];
    private readonly byte[] _frame = new byte[MaxFrameBytes];
    private readonly long _longestLifeNs;
    private bool _isUp;
    private int _count;
    private long _lastId;
    private long _oldestId = 1;
    private long _upSinceNs;
    private long _lastReplyNs;

    public OrderStream(
        ExecutionGateway owner, VenueAddress address, FeedTiming timing, long longestLifeNs,
        X509Certificate2? customRoot)
    {
        _owner = owner;
        _longestLifeNs = longestLifeNs;
        _feed = new WebSocketFeed("order-stream", address, this, timing, owner.Clock, customRoot,
            owner.Protocol.Dialect);
    }

    /// <summary>What became of a command that was offered.</summary>
    public enum Sending : byte
    {
        /// <summary>Not taken; nothing has left.</summary>
        Declined, Sent,

        /// <summary>Taken, not sent for certain, and answered as in doubt.</summary>
        InDoubt,
    }

    /// <summary>Replies to nothing that is under way: late ones, most of all.</summary>
    public long Unmatched { get; private set; }

    public string LastProblem => _feed.LastProblem;

    public bool IsUp
    {
        get { lock (_gate) return _isUp; }
    }

    public long Connects => _feed.Connects;

    public void Start() => _feed.Start();

    /// <summary>Ends the connection; what is under way is in doubt.</summary>
    public void Dispose() => _feed.Dispose();

    /// <summary>Sending thread only.</summary>
    public Sending TrySend(in OutboundCommand command)
    {
        long nowNs = _owner.Clock.NowNs;
        long id = _lastId + 1;
        ref Pending pending = ref _underWay[id % MostUnderWay];
        lock (_gate)
        {
            if (!_isUp || pending.Id != 0 || IsSlow(nowNs)) return Sending.Declined;
        }

        int length = _owner.Protocol.EncodeOrderEntry(command, id, nowNs, _frame);
        if (length == 0) return Sending.Declined;
        lock (_gate)
        {
            if (!_isUp) return Sending.Declined;
            pending.Id = _lastId = id;
            pending.Command = command;
            pending.SentNs = nowNs;
            _count++;
        }

        bool? isSent = _feed.TrySend(_frame.AsSpan(0, length));
        if (isSent == true) return Sending.Sent;
        bool isOurs = TryTake(id, out _);
        if (isSent is null && isOurs) return Sending.Declined;
        if (isOurs) CommandAnswer.InDoubt(command, Reason.Disconnected, _owner.Clock.NowNs, _owner.Sink);
        _feed.Reconnect(); // half a frame may lie on the wire
        return Sending.InDoubt;
    }

    /// <summary>The configured address is the whole of it.</summary>
    public string OpenTarget() => "";

    public int Greet(int step, Span<byte> frame) =>
        _owner.Protocol.EncodeGreeting(StreamKind.OrderEntry, step, _owner.Clock.NowNs, frame);

    public StreamVerdict OnText(ReadOnlySpan<byte> text)
    {
        switch (_owner.Protocol.DecodeOrderEntryFrame(text, out OrderEntryReply reply))
        {
            case FrameMeaning.Event:
                Answer(reply);
                return StreamVerdict.Fresh;
            case FrameMeaning.Acknowledged:
                return StreamVerdict.Acknowledged;
            case FrameMeaning.Ignored or FrameMeaning.Foreign:
                return StreamVerdict.Continue;
            default:
                return StreamVerdict.Reconnect; // whose reply it was cannot be known: all of them are in doubt
        }
    }

    public void OnDrained()
    {
        // Replies are published one by one as they come.
    }

    public string? FindFault(long nowNs)
    {
        bool isSilent = false;
        while (TryTakeLate(nowNs, out Pending late))
        {
            isSilent |= _lastReplyNs < late.SentNs;
            if (isSilent) lock (_gate) _isUp = false; // nothing more goes this way
            CommandAnswer.InDoubt(late.Command, Reason.Timeout, nowNs, _owner.Sink);
        }

        if (isSilent) return "order entry gives no replies";
        if (nowNs - _upSinceNs < _longestLifeNs) return null;
        lock (_gate)
        {
            if (_count > 0) return null;
            _isUp = false; // from here REST takes over, until the next connection is up
        }

        return "renewed before the venue ends it";
    }

    public void OnLink(bool isUp, Reason reason)
    {
        lock (_gate) _isUp = isUp;
        if (isUp)
        {
            _upSinceNs = _lastReplyNs = _owner.Clock.NowNs;
            _owner.LaneOpened();
            return;
        }

        while (TryTakeLate(long.MaxValue, out Pending lost))
            CommandAnswer.InDoubt(lost.Command, reason, _owner.Clock.NowNs, _owner.Sink);
        _owner.LaneClosed();
    }

    private void Answer(in OrderEntryReply reply)
    {
        long nowNs = _owner.Clock.NowNs;
        _lastReplyNs = nowNs;
        if (!TryTake(reply.RequestId, out Pending pending))
        {
            Unmatched++;
            return;
        }

        ListPage page = default; // lists go by REST
        _owner.Protocol.DecodeReply(
            pending.Command,
            new VenueReply(reply.Status, reply.Body, pending.SentNs, nowNs, usage: reply.Usage),
            ref page, _owner.Sink);
    }

    private bool TryTake(long id, out Pending pending)
    {
        pending = default;
        if (id <= 0) return false;
        lock (_gate)
        {
            ref Pending slot = ref _underWay[id % MostUnderWay];
            if (slot.Id != id) return false;
            pending = slot;
            slot.Id = 0;
            _count--;
            return true;
        }
    }

    private bool TryTakeLate(long nowNs, out Pending late)
    {
        late = default;
        lock (_gate)
        {
            for (int i = 0; _count > 0 && i < MostUnderWay; i++)
            {
                ref Pending slot = ref _underWay[i];
                if (slot.Id == 0 || nowNs - slot.SentNs < _owner.ReplyTimeoutNs) continue;
                late = slot;
                slot.Id = 0;
                _count--;
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the oldest request under way has waited for long. Inside the gate.</summary>
    private bool IsSlow(long nowNs)
    {
        while (_oldestId <= _lastId && _underWay[_oldestId % MostUnderWay].Id != _oldestId) _oldestId++;
        return _oldestId <= _lastId && nowNs - _underWay[_oldestId % MostUnderWay].SentNs > SlowNs;
    }

    private struct Pending
    {
        /// <summary>0 = free.</summary>
        public long Id;
        public long SentNs;
        public OutboundCommand Command;
    }
}
