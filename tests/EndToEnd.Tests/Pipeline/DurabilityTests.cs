using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.EndToEnd.Tests.Pipeline;

/// <summary>What an order waits for, and what the engine is told when the journal is in trouble.</summary>
public sealed class DurabilityTests : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("opensqt-durability-").FullName;
    private readonly JournalDirectory _directory;
    private readonly JournalWriter<InboundEvent> _events;
    private readonly List<InboundEvent> _told = [];
    private readonly List<string> _alarms = [];

    public DurabilityTests()
    {
        _directory = JournalDirectory.Open(_path, new JournalOptions
        {
            Bot = BotCode.TryParse("t0", out BotCode bot) ? bot : default,
            AccountFingerprint = 0,
            EngineLogicVersion = TradingEngine.LogicVersion,
            SegmentBytes = 1 << 20,
        });
        _events = _directory.StartEvents();
    }

    public void Dispose()
    {
        _events.Dispose();
        _directory.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Theory]
    [InlineData(Durability.Process, true, true)]
    [InlineData(Durability.Power, true, false)]
    [InlineData(Durability.Strict, false, false)]
    public void ShouldHoldAnOrderBackUntilTheDiskHasItsCause(
        Durability level, bool passesBefore, bool passesAfterNotice)
    {
        const long never = 1_000_000; // an event that is not appended is never durable
        var gate = new DurabilityGate(level, _directory.Archiver);
        OutboundCommand order = default;
        order.Begin<NewOrder>(CommandKind.NewOrder, new RecordHeader { Sequence = never });
        Assert.Equal(passesBefore, gate.TryPass(order));

        OutboundCommand notice = default;
        notice.Begin<Notice>(CommandKind.Notice, new RecordHeader { Sequence = never }).Code =
            NoticeCode.TradingStateChanged;
        gate.Note(notice);
        Assert.Equal(passesAfterNotice, gate.TryPass(order));
    }

    [Fact]
    public void ShouldLetAnOrderPassAsSoonAsItsCauseIsDurable()
    {
        var gate = new DurabilityGate(Durability.Strict, _directory.Archiver);
        for (int i = 1; i <= 50; i++)
        {
            InboundEvent e = default;
            e.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, 0, i);
            _events.Append(ref e);
            OutboundCommand order = default;
            order.Begin<NewOrder>(CommandKind.NewOrder, e.Header);

            Assert.True(gate.TryPass(order));
            Assert.True(_directory.Archiver.DurableEvent >= i);
        }
    }

    [Fact]
    public void ShouldTellTheEngineOfTroubleOnceAndOfItsEndAndAskForTheEndWhenThereIsNone()
    {
        JournalHealth health = new(0, 0, 0, null, false);
        var watch = new JournalWatch(() => health, Durability.Power, new Sink(_told), _alarms.Add);
        watch.Look(1);
        Assert.Empty(_told);

        health = health with { Problem = "The disk is full" };
        watch.Look(2);
        watch.Look(3);
        Assert.Equal((GatewayLink.Journal, (byte)0), Told(0));
        health = health with { Problem = null, LagMs = 300 };
        watch.Look(4);
        Assert.Single(_told); // not before the disk has caught up
        health = health with { LagMs = 3 };
        watch.Look(5);
        Assert.Equal((GatewayLink.Journal, (byte)1), Told(1));

        health = health with { LagMs = 2_500 };
        watch.Look(6);
        Assert.Equal((GatewayLink.Journal, (byte)0), Told(2));
        health = health with { Problem = "The disk did not take the journal", IsFinal = true };
        watch.Look(7);
        watch.Look(8);
        Assert.Equal(4, _told.Count);
        Assert.Equal(OperatorAction.Stop, _told[3].Read<OperatorCommand>().Action);
        Assert.Contains(_alarms, line => line.Contains("The disk is full", StringComparison.Ordinal));
    }

    [Fact]
    public void ShouldNotHaltForASlowDiskThatNobodyWaitsFor()
    {
        JournalHealth health = new(0, 0, 60_000, null, false);
        var watch = new JournalWatch(() => health, Durability.Process, new Sink(_told), _alarms.Add);
        watch.Look(1);

        Assert.Empty(_told);
        Assert.Single(_alarms);
    }

    private (GatewayLink Link, byte Up) Told(int index)
    {
        GatewayStatus status = _told[index].Read<GatewayStatus>();
        return (status.Link, status.Up);
    }

    private sealed class Sink(List<InboundEvent> told) : IEventSink
    {
        public void Publish(in InboundEvent e) => told.Add(e);
    }
}
