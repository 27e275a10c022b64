using System.Buffers.Binary;
using System.Numerics;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>What the host itself tells the engine: that a run began, its numbers, and the operator's wishes.</summary>
public sealed class RunAnnouncement(IEventSink inbound, MonotonicClock clock)
{
    /// <summary>RunStarted, one row for each setting, SettingsEnd: a replay needs no configuration file.</summary>
    public void Begin(long runNumber, ulong accountFingerprint, IEnumerable<SettingValue> settings)
    {
        InboundEvent e = default;
        ref RunStarted run = ref e.Begin<RunStarted>(EventKind.RunStarted, EventSource.Host, 0, clock.NowNs);
        run.RunNumber = runNumber;
        run.WallTimeNs = clock.WallAtStartNs;
        run.EngineLogicVersion = TradingEngine.LogicVersion;
        run.BootIdHash = HashOf(BootId.Current);
        run.AccountFingerprint = accountFingerprint;
        inbound.Publish(e);
        Say(settings, EventSource.Host);
        e.Begin<Setting>(EventKind.SettingsEnd, EventSource.Host, 0, clock.NowNs);
        inbound.Publish(e);
    }

    /// <summary>What a journal of another engine logic ended with.</summary>
    public void Say(GridHandover grid)
    {
        InboundEvent e = default;
        e.Begin<CarriedGrid>(EventKind.CarriedGrid, EventSource.Host, 0, clock.NowNs) = new CarriedGrid
        {
            AnchorTicks = grid.AnchorTicks,
            IntervalTicks = grid.IntervalTicks,
            TickSizeE8 = grid.TickSizeE8,
            LotSizeE8 = grid.LotSizeE8,
            Epoch = grid.Epoch,
        };
        inbound.Publish(e);
        foreach (GridHandover.Holding held in grid.Holdings)
        {
            e.Begin<CarriedHolding>(EventKind.CarriedHolding, EventSource.Host, 0, clock.NowNs) = new CarriedHolding
            {
                Slot = held.Slot,
                PositionLots = held.PositionLots,
                CostValue = held.CostValue,
            };
            inbound.Publish(e);
        }
    }

    public void Say(Instrument instrument)
    {
        InboundEvent e = default;
        e.Begin<InstrumentDefinition>(EventKind.Instrument, EventSource.Host, instrument.Index, clock.NowNs)
            = instrument.Definition;
        inbound.Publish(e);
    }

    /// <summary>Numbers that change while the run goes on.</summary>
    public void Change(IEnumerable<SettingValue> settings) => Say(settings, EventSource.Operator);

    public void Ask(OperatorAction action)
    {
        InboundEvent e = default;
        e.Begin<OperatorCommand>(EventKind.OperatorCommand, EventSource.Operator, 0, clock.NowNs).Action = action;
        inbound.Publish(e);
    }

    private void Say(IEnumerable<SettingValue> settings, EventSource source)
    {
        InboundEvent e = default;
        foreach (SettingValue value in settings)
        {
            ref Setting setting = ref e.Begin<Setting>(EventKind.Setting, source, 0, clock.NowNs);
            setting.Id = value.Id;
            setting.Value = value.Value;
            inbound.Publish(e);
        }
    }

    private static uint HashOf(Guid bootId)
    {
        Span<byte> bytes = stackalloc byte[16];
        bootId.TryWriteBytes(bytes);
        uint hash = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        return BitOperations.Crc32C(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
    }
}
