using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Testing;

/// <summary>A journal of runs on different days, each of which trades up and down and ends as it should.</summary>
public sealed class RecordedRuns(string path)
{
    public const long Day = 86_400 * EngineDriver.Second;
    private const int Moves = 120;
    private const int EventsPerSync = 400;
    private int _recorded;

    public EngineDriver Driver { get; } = new EngineDriver().Start(300_000);

    /// <summary>What the journal leads to.</summary>
    public TradingEngine Engine { get; } = new();
    public List<string> Complaints { get; } = [];

    /// <summary>One after each snapshot.</summary>
    public List<RetentionResult> Results { get; } = [];

    /// <summary>One run on each of the next days, a minute or so long.</summary>
    public void Trade(int days, JournalOptions options)
    {
        for (int i = 0; i < days; i++) Trade(Driver.NowNs + Day, options);
    }

    public void Trade(long startNs, JournalOptions options)
    {
        Driver.NowNs = long.Max(Driver.NowNs, startNs);
        for (int i = 0; i < Moves; i++) Driver.MoveTo(300_000 + (i % 40 < 20 ? -i % 20 : i % 20) * 50);
        using JournalDirectory directory = JournalDirectory.Open(path, options);
        using JournalWriter<InboundEvent> events = directory.StartEvents();
        using JournalWriter<OutboundCommand> commands = directory.StartCommands();
        using StateFollower follower = new(
            directory, Engine, commands.LastSequence, Driver.NowNs, Complaints.Add, Results.Add);
        for (; _recorded < Driver.Events.Count; _recorded++)
        {
            if (_recorded % EventsPerSync == 0) events.MakeDurable(); // far faster than any market: let the disk follow
            InboundEvent e = Driver.Events[_recorded];
            events.Append(ref e);
            Engine.Apply(e);
            foreach (OutboundCommand decided in Engine.Commands)
            {
                OutboundCommand command = decided;
                commands.Append(ref command);
            }
        }

        events.Close();
        commands.Close();
        follower.Finish(Engine);
    }
}
