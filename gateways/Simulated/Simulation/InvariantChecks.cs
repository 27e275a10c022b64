using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;

namespace OpenSQT.Lmax.Simulated.Simulation;

/// <summary>
/// Looks at the invariants of <see cref="InvariantTable"/> at their moments, and remembers across processes what they
/// need for it.
/// </summary>
internal sealed class InvariantChecks(SeedRun seed)
{
    private static readonly InvariantRow[][] ByMoment = [.. Enum.GetValues<Moment>().Select(
        moment => InvariantTable.Rows.Where(row => row.Moment == moment).ToArray())];

    public SeedRun Seed => seed;
    public EngineState State => seed.Process.State;
    public VenueTruth Truth => seed.Venue.Truth;

    /// <summary>The command that is about to leave.</summary>
    public OutboundCommand Sent { get; private set; }
    public ClOrdId SentId => new(Sent.Read<NewOrder>().ClOrdId);

    /// <summary>What was written off, by slot: the slot may buy that again.</summary>
    public Dictionary<int, long> WrittenOffLots { get; } = [];
    public HashSet<ulong> SentIds { get; } = [];
    public Queue<long> SentNs { get; } = [];

    /// <summary>Starts within the last seconds: each begins with a full burst.</summary>
    public int Starts { get; private set; }

    /// <summary>Highest epoch of the orders that earlier processes sent.</summary>
    public int EpochOfLastRun { get; private set; }
    public ReplayResult? Replay { get; private set; }
    public ulong ReplayedHash { get; private set; }

    /// <summary>State hash when the last process died; null when the journal lost its tail with the machine.</summary>
    public ulong? HashAtDeath { get; private set; }
    public StopVerdict Verdict { get; private set; }

    public void AfterVenue() => Look(Moment.Venue);

    public void AfterEvent(in InboundEvent e)
    {
        seed.Trace.Add(e);
        Look(Moment.Event);
    }

    public void BeforeSend(in OutboundCommand command)
    {
        Sent = command;
        Look(Moment.Send);
        if (command.Kind == CommandKind.NewOrder) _highestEpoch = int.Max(_highestEpoch, SentId.Epoch);
    }

    /// <summary>Something the engine tells its host.</summary>
    public void OnNotice(in Notice notice)
    {
        if (notice.Code == NoticeCode.ReconcileWrittenOff)
            WrittenOffLots[(int)notice.A] = WrittenOffLots.GetValueOrDefault((int)notice.A) + notice.B;
    }

    public void OnDeath(bool isPower, ulong stateHash)
    {
        HashAtDeath = isPower ? null : stateHash;
        EpochOfLastRun = _highestEpoch;
        Starts++;
    }

    public void AfterReplay(ReplayResult replay, ulong stateHash)
    {
        Replay = replay;
        ReplayedHash = stateHash;
        foreach (OutboundCommand command in replay.Missing) // what the last process decided and died before telling
        {
            if (command.Kind == CommandKind.Notice) OnNotice(command.Read<Notice>());
        }

        Look(Moment.Replay);
    }

    public void AtStop(StopVerdict verdict)
    {
        Verdict = verdict;
        Look(Moment.Stop);
    }

    /// <summary>What has not settled yet, or null.</summary>
    public string? Unsettled()
    {
        foreach (InvariantRow row in ByMoment[(int)Moment.Settled])
        {
            if (row.FindBroken(this) is { } broken) return $"{row.Name}: {broken}";
        }

        return null;
    }

    /// <summary>The whole journal of all runs once more, into a fresh engine.</summary>
    public void AtEnd()
    {
        var engine = new TradingEngine();
        HashAtDeath = seed.Process.Engine.StateHash;
        AfterReplay(seed.Process.Journal.Replay(engine), engine.StateHash);
    }

    private int _highestEpoch;

    private void Look(Moment moment)
    {
        if (seed.HasFailed) return;
        foreach (InvariantRow row in ByMoment[(int)moment])
        {
            if (row.FindBroken(this) is not { } broken) continue;
            seed.Fail(row.Name, broken);
            return;
        }
    }
}
