using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using Xunit.Abstractions;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>
/// A journal that was recorded once with the present engine logic: it must be decided the same for as long as
/// <see cref="TradingEngine.LogicVersion"/> stays. Who raises that records a new one:
/// <c>OPENSQT_RECORD_GOLDEN=1 dotnet test tests/Journal.Tests --filter Golden</c>.
/// </summary>
public sealed class GoldenJournalTests(ITestOutputHelper output)
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Samples", "golden");

    [Fact]
    public void ShouldDecideAsRecordedUnlessTheLogicVersionWasRaised()
    {
        if (Environment.GetEnvironmentVariable("OPENSQT_RECORD_GOLDEN") == "1") Record();
        using JournalReader<InboundEvent> events = JournalReader<InboundEvent>.Open(Golden);
        using JournalReader<OutboundCommand> commands = JournalReader<OutboundCommand>.Open(Golden);
        bool isSame = events.EngineLogicVersion == TradingEngine.LogicVersion;
        if (!isSame) output.WriteLine($"recorded with logic {events.EngineLogicVersion}: only read; record a new one");
        TradingEngine engine = new();
        long count = 0;
        for (; events.MoveNext(); count++)
        {
            if (!isSame) continue;
            engine.Apply(events.Current);
            foreach (ref readonly OutboundCommand decided in engine.Commands)
            {
                Assert.True(commands.MoveNext());
                Assert.True(
                    CommandComparison.IsSame(decided, commands.Current),
                    $"event {events.Current.Header.Sequence} leads to another {decided.Kind} than recorded: "
                    + "raise TradingEngine.LogicVersion, or do not change what the engine decides");
            }
        }

        Assert.True(count > 400, $"{count} events");
    }

    private static void Record()
    {
        Record(Golden);
        Record(Path.Combine(Testing.RepositoryRoot.Path, "tests", "Journal.Tests", "Samples", "golden"));
    }

    private static void Record(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        using (JournalDirectory directory = JournalDirectory.Open(folder, new JournalOptions
        {
            Bot = BotCode.TryParse("g0", out BotCode bot) ? bot : default,
            AccountFingerprint = 0,
            EngineLogicVersion = TradingEngine.LogicVersion,
        }))
        {
            using JournalWriter<InboundEvent> events = directory.StartEvents();
            using JournalWriter<OutboundCommand> commands = directory.StartCommands();
            Decide(events, commands);
        }

        File.Delete(Path.Combine(folder, "journal.lock"));
    }

    private static void Decide(JournalWriter<InboundEvent> events, JournalWriter<OutboundCommand> commands)
    {
        TradingEngine engine = new();
        foreach (InboundEvent traded in TradedEvents.Of(seed: 11, quotes: 150))
        {
            InboundEvent e = traded;
            events.Append(ref e);
            engine.Apply(e);
            foreach (OutboundCommand decided in engine.Commands)
            {
                OutboundCommand command = decided;
                commands.Append(ref command);
            }
        }

        events.Close();
        commands.Close();
    }
}
