using System.Text.Json;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Audit;
using OpenSQT.Lmax.Engine.Grid;
using OpenSQT.Lmax.Engine.Messages;

namespace OpenSQT.Lmax.Journal;

/// <summary>
/// The file <c>grid.json</c>: the grid and what its slots held when a run had ended clean. A program of another engine
/// logic cannot replay the journal; it sets it aside and begins a new one with these. Prices in ticks, quantities in
/// lots, values in units (ticks × lots).
/// </summary>
public sealed record GridHandover
{
    public const string FileName = "grid.json";

    private static readonly JsonSerializerOptions Layout = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public required string Bot { get; init; }
    public required ulong AccountFingerprint { get; init; }
    public required int EngineLogicVersion { get; init; }

    /// <summary>Sequence of the journal's last event: with any other it is not the journal's end any more.</summary>
    public required long Events { get; init; }

    /// <summary>CRC32C of that event, which is chained to all before it.</summary>
    public required uint EventCrc { get; init; }

    public required long AnchorTicks { get; init; }
    public required long IntervalTicks { get; init; }
    public required long TickSizeE8 { get; init; }
    public required long LotSizeE8 { get; init; }
    public required int Epoch { get; init; }
    public required IReadOnlyList<Holding> Holdings { get; init; }

    /// <summary>Over all the others: a file that somebody has changed is not used.</summary>
    public ulong Check { get; init; }

    /// <summary>One slot's holding; the fees for it are in the books of the journal that bought it.</summary>
    public sealed record Holding(int Slot, long PositionLots, long CostValue);

    /// <summary>Null while an order is on its way, or before any was placed: nothing to hand over.</summary>
    internal static GridHandover? Of(EngineState state, JournalOptions owner, long events, uint eventCrc)
    {
        if (state.Instrument is not { } instrument || state.Epoch == 0 || state.Slots.WorkingCount > 0) return null;
        List<Holding> holdings = [];
        for (int k = state.Slots.Holding.Next(int.MinValue); k != SlotBits.None; k = state.Slots.Holding.Next(k + 1))
            holdings.Add(new Holding(k, state.Slots.Read(k).PositionLots, state.Slots.Read(k).CostValue));
        return new GridHandover
        {
            Bot = owner.Bot.ToString(),
            AccountFingerprint = owner.AccountFingerprint,
            EngineLogicVersion = owner.EngineLogicVersion,
            Events = events,
            EventCrc = eventCrc,
            AnchorTicks = state.Grid.AnchorTicks,
            IntervalTicks = state.Grid.IntervalTicks,
            TickSizeE8 = instrument.TickSizeE8,
            LotSizeE8 = instrument.LotSizeE8,
            Epoch = state.Epoch,
            Holdings = holdings,
        };
    }

    /// <summary>Null where there is none, or not as it was written.</summary>
    public static GridHandover? Read(string directory)
    {
        string path = Path.Combine(directory, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            var read = JsonSerializer.Deserialize<GridHandover>(File.ReadAllBytes(path), Layout);
            return read is not null && read.Check == read.ComputeCheck() ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Durable on return.</summary>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public void Write(string directory) => Write(directory, PosixDisk.Instance);

    internal void Write(string directory, IJournalDisk disk) => DurableFile.Replace(
        Path.Combine(directory, FileName),
        JsonSerializer.SerializeToUtf8Bytes(this with { Check = ComputeCheck() }, Layout), disk);

    internal bool IsOf(JournalOptions owner) =>
        Bot == owner.Bot.ToString() && AccountFingerprint == owner.AccountFingerprint;

    internal bool IsEndOf(JournalTail events) => Events == events.Sequence && EventCrc == events.Crc;

    private ulong ComputeCheck()
    {
        ulong check = StateHash.Mix(RecordSeal.Crc(System.Text.Encoding.UTF8.GetBytes(Bot)), AccountFingerprint);
        check = StateHash.Mix(StateHash.Mix(StateHash.Mix(check, EngineLogicVersion), Events), (long)EventCrc);
        check = StateHash.Mix(StateHash.Mix(StateHash.Mix(check, AnchorTicks), IntervalTicks), TickSizeE8);
        check = StateHash.Mix(StateHash.Mix(check, LotSizeE8), Epoch);
        foreach (Holding held in Holdings)
            check = StateHash.Mix(StateHash.Mix(StateHash.Mix(check, held.Slot), held.PositionLots), held.CostValue);
        return check;
    }
}
