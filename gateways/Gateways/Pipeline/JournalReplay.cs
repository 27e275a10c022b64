using System.Globalization;
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
    /// <exception cref="JournalDamagedException">A record is not sound.</exception>
    public static ReplayResult Run(
        TradingEngine engine, JournalReader<InboundEvent> events, JournalReader<OutboundCommand> commands)
    {
        long records = 0;
        long last = 0;
        long compared = 0;
        bool recordsLeft = true;
        var missing = new List<OutboundCommand>();
        while (events.MoveNext())
        {
            engine.Apply(events.Current);
            records++;
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
                if (CommandComparison.IsSame(decided, commands.Current)) continue;
                return new ReplayResult(records, last, compared, Describe(decided, commands.Current), missing);
            }
        }

        string? surplus = recordsLeft && commands.MoveNext() ? Describe(commands.Current) : null;
        return new ReplayResult(records, last, compared, surplus, missing);
    }

    private static string Describe(in OutboundCommand decided, in OutboundCommand recorded) => string.Create(
        CultureInfo.InvariantCulture,
        $"command {recorded.Header.Sequence}: on record {recorded.Kind} caused by event {recorded.CauseSequence}, "
        + $"replayed {decided.Kind} caused by event {decided.CauseSequence}");

    private static string Describe(in OutboundCommand recorded) => string.Create(
        CultureInfo.InvariantCulture,
        $"command {recorded.Header.Sequence}: on record {recorded.Kind} caused by event {recorded.CauseSequence}, "
        + $"replayed nothing");
}
