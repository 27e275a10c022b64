using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// Brings an engine to where its journal ends and compares every decision on the way with the one on record. Nothing
/// is sent. Ends at the first difference: behind it the engine would be another one than the one that traded.
/// </summary>
public static class JournalReplay
{
    private const long ProgressEvery = 1 << 16;

    /// <param name="engine">Where the readers stand: new, or restored from a snapshot.</param>
    /// <param name="events">What it was told.</param>
    /// <param name="commands">What it decided.</param>
    /// <param name="until">The last event to apply.</param>
    /// <param name="progress">Is told now and then which share of the events is read, 0–1.</param>
    /// <exception cref="JournalDamagedException">A record is not sound.</exception>
    public static ReplayResult Run(
        TradingEngine engine,
        JournalReader<InboundEvent> events,
        JournalReader<OutboundCommand> commands,
        long until = long.MaxValue,
        Action<double>? progress = null)
    {
        long records = 0;
        long last = engine.State.Sequence;
        long compared = 0;
        long equalMark = 0;
        bool recordsLeft = true;
        var missing = new List<OutboundCommand>();
        while (last < until && events.MoveNext())
        {
            engine.Apply(events.Current);
            if (++records % ProgressEvery == 0) progress?.Invoke(events.ShareRead);
            last = events.Current.Header.Sequence;
            foreach (ref readonly OutboundCommand decided in engine.Commands)
            {
                recordsLeft = recordsLeft && commands.MoveNext();
                if (!recordsLeft)
                {
                    missing.Add(decided);
                    continue;
                }

                compared++;
                if (!CommandComparison.IsSame(decided, commands.Current))
                {
                    var difference = new ReplayDifference(events.Current, decided, commands.Current, equalMark);
                    return new ReplayResult(records, last, compared, difference, missing);
                }

                if (decided.Kind == CommandKind.StateHashMark) equalMark = decided.CauseSequence;
            }
        }

        ReplayDifference? surplus = null;
        if (records > 0 && last < until && recordsLeft && commands.MoveNext())
            surplus = new ReplayDifference(null, null, commands.Current, equalMark);
        return new ReplayResult(records, last, compared, surplus, missing);
    }
}
