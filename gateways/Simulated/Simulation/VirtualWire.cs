using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Simulated.Matching;
using static OpenSQT.Lmax.Simulated.Simulation.FaultClass;
using static OpenSQT.Lmax.Simulated.Simulation.Timeline;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// Requests and replies between process and venue: encoded and decoded by the production protocol, one answer for each
/// command as the execution gateway gives it, with all that a network and a venue's front do to them.
/// </summary>
internal sealed class VirtualWire(SeedRun seed)
{
    private const long PatienceNs = 5 * Second;
    private const long AcceptedBeforeNs = 500 * Millisecond;

    private readonly SeededRandom _random = seed.Random;
    private readonly FaultPlan _faults = seed.Faults;
    private readonly VenueRequest _request = new();

    /// <summary>The venue's promise, nearly used up: the quarantine waits for it.</summary>
    private readonly long _latestAcceptanceNs = seed.Definition.QuarantineNs - AcceptedBeforeNs;
    private int _open;
    private long _openOfRun;
    private long _stormUntilNs;
    private long _banUntilNs;
    private VenueError _stormError;

    public void Send(in OutboundCommand command)
    {
        VirtualProcess process = seed.Process;
        if (_openOfRun != process.Run) _open = 0; // connections end with their process
        _openOfRun = process.Run;
        if (!seed.Protocol.Encode(command, process.NowNs, _request))
        {
            CommandAnswer.Rejected(command, Reason.InvalidParameter, process.NowNs, process);
            return;
        }

        if (_open == ExecutionGateway.DefaultLanes)
        {
            CommandAnswer.Rejected(command, Reason.Overloaded, process.NowNs, process);
            return;
        }

        _open++;
        Dispatch(new VirtualCall(command, default, _request, process.NowNs, process.Run));
    }

    /// <summary>A new process: both streams come up, the account's first.</summary>
    public void ConnectAll()
    {
        seed.UserStream.Connect();
        seed.Quotes.Connect();
    }

    private void Dispatch(VirtualCall call)
    {
        seed.Time.After(PatienceNs, () => Doubt(call, Reason.Timeout));
        if (_faults.Hits(RequestLost))
        {
            if (_random.Below(2) == 0) Later(PatienceNs, () => Doubt(call, Reason.Disconnected));
            return;
        }

        if (call.IsPlace && _faults.Hits(LateAcceptance))
        {
            seed.Time.After(_random.Below(_latestAcceptanceNs), () => Execute(call, isInside: true));
            if (_random.Below(2) == 0) Later(4 * Second, () => Answer(call, seed.Venue.Unknown(503)));
            return;
        }

        long delayNs = _faults.Hits(RequestDelayed) ? _random.Below(8 * Second) : _random.Below(30 * Millisecond);
        seed.Time.After(delayNs + Millisecond, () => Arrive(call));
    }

    /// <summary>At the venue's door.</summary>
    private void Arrive(VirtualCall call)
    {
        if (Refusal(call) is { } refusal)
        {
            Reply(call, refusal);
            return;
        }

        bool isError = _faults.Hits(ServerError);
        if (isError && _random.Below(2) == 0)
        {
            Reply(call, seed.Venue.Unknown(500 + (int)_random.Below(5)));
            return;
        }

        VenueAnswer answer = Execute(call, isInside: false);
        Reply(call, isError ? seed.Venue.Unknown(503) : answer);
    }

    private VenueAnswer Execute(VirtualCall call, bool isInside)
    {
        long lagMs = call.IsRead && _faults.Hits(StaleAnswer) ? 1 + _random.Below(900) : 0;
        VenueAnswer answer = seed.Venue.Handle(call.Request, isInside, lagMs);
        seed.Checks.AfterVenue();
        return answer;
    }

    private VenueAnswer? Refusal(VirtualCall call)
    {
        long nowNs = seed.Time.NowNs;
        if (_faults.Hits(IpBanned)) _banUntilNs = nowNs + 2 * Second;
        if (nowNs < _banUntilNs) return Error(418, new VenueError(-1003, "Way too many requests."), 2 * Second);
        if (_faults.Hits(RateLimited))
        {
            long retryNs = _random.Below(2) == 0 ? 0 : (1 + _random.Below(3)) * Second;
            return Error(429, new VenueError(-1003, "Too many requests."), retryNs);
        }

        if (_faults.Hits(RejectStorm))
        {
            _stormUntilNs = nowNs + _random.Below(3 * Second);
            _stormError = _random.Below(3) switch
            {
                0 => new VenueError(-1008, "Server is currently overloaded."),
                1 => VenueErrors.InsufficientMargin,
                _ => VenueErrors.PostOnly,
            };
        }

        return call.IsPlace && nowNs < _stormUntilNs ? Error(400, _stormError) : null;
    }

    private void Reply(VirtualCall call, VenueAnswer answer)
    {
        if (_faults.Hits(ReplyLost))
        {
            if (_random.Below(2) == 0) Later(PatienceNs, () => Doubt(call, Reason.Disconnected));
            return;
        }

        if (_faults.Hits(ReplyGarbled)) answer = answer with { Body = Cut(answer.Body) };
        long delayNs = _faults.Hits(ReplyDelayed) ? _random.Below(6 * Second) : _random.Below(20 * Millisecond);
        seed.Time.After(delayNs + Millisecond, () => Answer(call, answer));
    }

    private void Answer(VirtualCall call, VenueAnswer answer) => seed.Process.Hear(() =>
    {
        if (!Take(call)) return;
        long nowNs = seed.Process.NowNs;
        var reply = new VenueReply(answer.Status, answer.Body, call.SentNs, nowNs, answer.RetryAfterNs);
        seed.Protocol.DecodeReply(call.Command, reply, ref call.Page, seed.Process);
        if (call.Page.HasMore) AskNextPage(call);
        seed.Process.Drain();
    });

    /// <summary>On the connection of the page before.</summary>
    private void AskNextPage(VirtualCall call)
    {
        long nowNs = seed.Process.NowNs;
        seed.Protocol.EncodeNext(call.Command, call.Page, nowNs, _request);
        _open++;
        Dispatch(new VirtualCall(call.Command, call.Page, _request, nowNs, call.Run));
    }

    private void Doubt(VirtualCall call, Reason reason) => seed.Process.Hear(() =>
    {
        if (!Take(call)) return;
        CommandAnswer.InDoubt(call.Command, reason, seed.Process.NowNs, seed.Process);
        seed.Process.Drain();
    });

    /// <summary>Each call is answered once, and only to the process that made it.</summary>
    private bool Take(VirtualCall call)
    {
        if (call.IsAnswered || call.Run != seed.Process.Run || !seed.Process.IsUp) return false;
        call.IsAnswered = true;
        _open--;
        return true;
    }

    private void Later(long withinNs, Action what) => seed.Time.After(_random.Below(withinNs), what);

    private byte[] Cut(byte[] body) => body[..(int)_random.Below(body.Length + 1)];

    private VenueAnswer Error(int status, in VenueError error, long retryAfterNs = 0) =>
        seed.Venue.Refuse(status, error) with { RetryAfterNs = retryAfterNs };
}
