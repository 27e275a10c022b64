using System.Text.Json;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Host.Inspection;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Verbs;

/// <summary>
/// <c>opensqt inspect</c>: what is in a journal: its segments with gaps and durable marks, its records, the slots at
/// a sequence. Reads journals of any engine logic, and says what is wrong with a damaged one instead of refusing.
/// </summary>
public static class InspectVerb
{
    public static int Run(InspectOptions options)
    {
        RecordedRun.RequireDirectory(options.Directory);
        if (options.SlotsAt is { } sequence) return Slots(options.Directory, sequence, options.Json);
        if (options.From is not { } from) return Segments(options.Directory, options.Json);
        return options.Commands
            ? Records<OutboundCommand>(options, from, RecordLine.Of)
            : Records<InboundEvent>(options, from, RecordLine.Of);
    }

    private delegate string LineOf<TRecord>(in TRecord record, bool json);

    private static int Segments(string directory, bool json)
    {
        JournalOverview overview = JournalOverview.Of(JournalSurvey.Read(directory), JournalUsage.Of(directory));
        if (overview.Segments.Count == 0) throw RecordedRun.NoJournal(directory);
        if (json) Console.Out.WriteLine(overview.ToJson());
        else Console.Out.Write(overview.ToText());
        return overview.IsSound ? ExitCode.Ok : ExitCode.Failed;
    }

    private static int Records<TRecord>(InspectOptions options, long from, LineOf<TRecord> lineOf)
        where TRecord : unmanaged
    {
        using JournalReader<TRecord> records = JournalReader<TRecord>.Open(options.Directory, from);
        long printed = 0;
        for (; printed < options.Count && records.MoveNext(); printed++)
            Console.Out.WriteLine(lineOf(in records.Current, options.Json));

        if (printed > 0) return ExitCode.Ok;
        throw new BadInputException(Words.Of("inspect.noRecord", from));
    }

    private static int Slots(string directory, long sequence, bool json)
    {
        long last = RecordedRun.Replay(directory, sequence, out TradingEngine engine).LastSequence;
        if (json)
        {
            Console.Out.WriteLine(JsonLine.Of(line => SlotListing.Write(engine, line)));
            return ExitCode.Ok;
        }

        if (last < sequence) Console.Error.WriteLine("opensqt: " + Words.Of("inspect.ends", last));
        Console.Out.Write(SlotListing.ToText(engine));
        return ExitCode.Ok;
    }
}
