using System.Globalization;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>
/// A journal that was recorded once with the present engine logic: it must be decided the same for as long as
/// <see cref="TradingEngine.LogicVersion"/> stays. Who raises that records a new one.
/// </summary>
public sealed class GoldenJournalTests
{
    private const string RecordAnew =
        "Then record it anew: OPENSQT_RECORD_GOLDEN=1 dotnet test tests/Journal.Tests --filter Golden";

    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Samples", "golden");

    /// <summary>Decided the same in a country that writes numbers and capitals otherwise.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ShouldDecideAsRecordedUnlessTheLogicVersionWasRaised(bool isElsewhere)
    {
        if (Environment.GetEnvironmentVariable("OPENSQT_RECORD_GOLDEN") == "1") Record();
        if (isElsewhere) CultureInfo.CurrentCulture = Turkish();
        using JournalReader<InboundEvent> events = JournalReader<InboundEvent>.Open(Golden);
        using JournalReader<OutboundCommand> commands = JournalReader<OutboundCommand>.Open(Golden);
        Assert.True(
            events.EngineLogicVersion == TradingEngine.LogicVersion,
            $"the golden journal was recorded with engine logic {events.EngineLogicVersion}, this is "
            + $"{TradingEngine.LogicVersion}. {RecordAnew}");
        TradingEngine engine = new();
        long count = 0;
        for (; events.MoveNext(); count++)
        {
            engine.Apply(events.Current);
            foreach (ref readonly OutboundCommand decided in engine.Commands)
            {
                Assert.True(
                    commands.MoveNext() && CommandComparison.IsSame(decided, commands.Current),
                    $"event {events.Current.Header.Sequence} leads to a {decided.Kind} that is not on record. Either "
                    + "do not change what the engine decides and what it keeps, or raise TradingEngine.LogicVersion. "
                    + RecordAnew);
            }
        }

        Assert.False(commands.MoveNext(), "the record has more commands than the engine decides");
        Assert.True(count > 400, $"{count} events");
    }

    /// <summary>Its number format also where the machine has no cultures.</summary>
    private static CultureInfo Turkish()
    {
        try
        {
            return new CultureInfo("tr-TR");
        }
        catch (CultureNotFoundException)
        {
            CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NumberGroupSeparator = ".";
            culture.NumberFormat.NegativeSign = "\u2212";
            return culture;
        }
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
