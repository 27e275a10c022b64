using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Gateways.Pipeline;

/// <summary>
/// The commands on record, without the stranded ones: when a machine dies, its disk may have kept commands whose
/// causing events it has lost. Those events never happened as far as any later start can know, and the next run counts
/// its events from where the record ends, so only the run tells old commands from new ones.
/// </summary>
internal sealed class RecordedCommands(JournalReader<OutboundCommand> commands)
{
    private readonly Dictionary<long, long> _lastEvents = [];
    private long _run;
    private bool _isOver;

    /// <summary>Before an event of a run is applied; <paramref name="lastEvent"/> was the one before it.</summary>
    public void EnterRun(long run, long lastEvent)
    {
        if (run == _run) return;
        _lastEvents[_run] = lastEvent;
        _run = run;
    }

    /// <summary>Goes to the next command that has its cause on record; false when there is none.</summary>
    public bool MoveNext()
    {
        while (!_isOver)
        {
            if (!commands.MoveNext()) _isOver = true;
            else if (!IsStranded()) return true;
        }

        return false;
    }

    /// <summary>
    /// Left over from an earlier run, and caused behind the end of that run's events (all of which may be lost).
    /// </summary>
    private bool IsStranded() => commands.Run < _run
        && commands.Current.CauseSequence > _lastEvents.GetValueOrDefault(commands.Run);
}
