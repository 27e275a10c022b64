using System.Security.Cryptography.X509Certificates;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;

namespace OpenSQT.Lmax.Gateways.Execution;

/// <summary>
/// One persistent order connection: at most one request under way, written by the sending thread, answered by the
/// lane's own thread, which is always inside a read. So a reply needs no hand-over between threads, and a connection
/// that the server closes while idle is noticed at once and opened anew, before the next order needs it.
/// <para>
/// Every command that was taken gets exactly one answer: whoever moves the lane out of <see cref="State.Busy"/>
/// owes it.
/// </para>
/// </summary>
internal sealed class OrderLane : IWireWatch, IDisposable
{
    private const int TickMs = 250;
    private const int FirstBackOffMs = 50;
    private const int MaxBackOffMs = 2_000;
    private const long StableNs = 1_000_000_000;
    private const long HandshakeNs = 5_000_000_000;

    private readonly Lock _gate = new();
    private readonly ExecutionGateway _owner;
    private readonly VenueAddress _address;
    private readonly X509Certificate2? _customRoot;
    private readonly HttpRequestWriter _writer;
    private readonly HttpReplyParser _parser = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private State _state;
    private Wire? _wire;
    private readonly VenueRequest _nextPage = new();
    private readonly OutboundCommand[] _commands = new OutboundCommand[ExecutionGateway.MostInBatch];
    private int _count;
    private ListPage _page;
    private long _sentNs;
    private long _openingSinceNs;
    private bool _timedOut;

    public OrderLane(ExecutionGateway owner, int number, VenueAddress address, X509Certificate2? customRoot)
    {
        _owner = owner;
        _address = address;
        _customRoot = customRoot;
        _writer = new HttpRequestWriter(address);
        _thread = new Thread(Run) { Name = $"order-{number}", IsBackground = true };
    }

    private enum State
    {
        Down, Idle, Busy,
    }

    public void Start() => _thread.Start();

    public void BeginStop()
    {
        _stop.Set();
        lock (_gate) _wire?.Abort();
    }

    /// <summary>Waits for the lane's thread; <see cref="BeginStop"/> comes first.</summary>
    public void Dispose()
    {
        if (_thread.IsAlive) _thread.Join();
        _stop.Dispose();
    }

    /// <summary>
    /// Takes the lane for the commands of one request; false when it is not idle. Sending thread only.
    /// </summary>
    public bool TryTake(ReadOnlySpan<OutboundCommand> commands)
    {
        lock (_gate)
        {
            if (_state != State.Idle) return false;
            _state = State.Busy;
            commands.CopyTo(_commands);
            _count = commands.Length;
            _page = default;
            _sentNs = _owner.Clock.NowNs;
            return true;
        }
    }

    /// <summary>
    /// Writes the request of the commands that were taken; returns whether all bytes went to the kernel.
    /// </summary>
    public bool Transmit(VenueRequest request)
    {
        Wire? wire;
        lock (_gate) wire = _state == State.Busy ? _wire : null;
        if (wire is null) return false; // the connection ended in this moment: the reading thread has answered
        if (wire.TryWrite(_writer.Write(request))) return true;
        AnswerLost(Reason.Disconnected);
        wire.Abort();
        return false;
    }

    void IWireWatch.BeforeBlocking()
    {
        // Replies are published one by one as they come.
    }

    bool IWireWatch.KeepWaiting()
    {
        if (_stop.IsSet) return false;
        lock (_gate)
        {
            long nowNs = _owner.Clock.NowNs;
            if (_wire is null) return nowNs - _openingSinceNs < HandshakeNs; // TLS is still being agreed
            if (_state != State.Busy) return true;
            _timedOut = nowNs - _sentNs >= _owner.ReplyTimeoutNs;
            return !_timedOut;
        }
    }

    private void Run()
    {
        int backOffMs = 0;
        while (!_stop.Wait(backOffMs))
        {
            _openingSinceNs = _owner.Clock.NowNs;
            if (TryOpen()) ReadReplies();
            Close();
            bool wasStable = _owner.Clock.NowNs - _openingSinceNs > StableNs;
            backOffMs = wasStable ? 0 : Math.Clamp(2 * backOffMs, FirstBackOffMs, MaxBackOffMs);
        }
    }

    private bool TryOpen()
    {
        try
        {
            Wire wire = Wire.Connect(_address, _customRoot, TickMs, this);
            lock (_gate) _wire = wire;
        }
        catch (VenueException e)
        {
            _owner.LastProblem = e.Message;
            return false;
        }

        _parser.Reset();
        _timedOut = false;
        _owner.LaneOpened();
        BecomeIdle();
        return true;
    }

    private void ReadReplies()
    {
        Wire wire = _wire!;
        while (!_stop.IsSet)
        {
            int count = wire.Read(_parser.Free());
            _parser.Commit(count);
            bool isWhole = count > 0 ? _parser.TryParse() : _parser.TryFinish();
            if (isWhole)
            {
                if (!Answer()) return;
                bool goesOn = _parser.KeepAlive && _parser.Fault is null;
                if (_page.HasMore && goesOn) AskNextPage();
                else if (_page.HasMore) LosePages();
                else if (goesOn) BecomeIdle();
                if (!goesOn) return;
            }
            else if (count == 0 || _parser.Fault is not null) return;
        }
    }

    /// <summary>
    /// Answers the command under way out of the reply; false = nobody asked: the connection is out of step.
    /// </summary>
    private bool Answer()
    {
        lock (_gate)
        {
            if (_state != State.Busy) return false;
            _state = State.Down; // from here the answer is ours
        }

        var reply = new VenueReply(
            _parser.Status, _parser.Body, _sentNs, _owner.Clock.NowNs, _parser.RetryAfterNs, _parser.Headers);
        if (_count > 1) _owner.Protocol.DecodeBatch(_commands.AsSpan(0, _count), reply, _owner.Sink);
        else _owner.Protocol.DecodeReply(_commands[0], reply, ref _page, _owner.Sink);
        _parser.Next();
        return true;
    }

    /// <summary>The venue closes the connection in the middle of a list.</summary>
    private void LosePages()
    {
        lock (_gate) _state = State.Busy;
        AnswerLost(Reason.Disconnected);
    }

    /// <summary>The command stays under way until the last page of its list has come.</summary>
    private void AskNextPage()
    {
        Wire? wire;
        lock (_gate)
        {
            _state = State.Busy;
            _sentNs = _owner.Clock.NowNs;
            wire = _wire;
        }

        _owner.Protocol.EncodeNext(_commands[0], _page, _owner.Clock.NowNs, _nextPage);
        if (wire is null || wire.TryWrite(_writer.Write(_nextPage))) return;
        AnswerLost(Reason.Disconnected);
        wire.Abort();
    }

    private void Close()
    {
        bool wasOpen;
        lock (_gate)
        {
            wasOpen = _wire is not null;
            _wire?.Dispose();
            _wire = null;
        }

        bool isBroken = _parser.Fault is not null;
        AnswerLost(_timedOut ? Reason.Timeout : isBroken ? Reason.UnreadableReply : Reason.Disconnected);
        lock (_gate) _state = State.Down;
        if (wasOpen) _owner.LaneClosed();
    }

    /// <summary>If commands are under way and unanswered, they are in doubt from now on.</summary>
    private void AnswerLost(Reason reason)
    {
        lock (_gate)
        {
            if (_state != State.Busy) return;
            _state = State.Down;
        }

        foreach (ref readonly OutboundCommand command in _commands.AsSpan(0, _count))
            CommandAnswer.InDoubt(command, reason, _owner.Clock.NowNs, _owner.Sink);
    }

    private void BecomeIdle()
    {
        lock (_gate) _state = State.Idle;
        _owner.LaneIsIdle();
    }
}
