using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Journal;

namespace OpenSQT.Lmax.EndToEnd.Tests.Pipeline;

public sealed class PipelineTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly string _path = Directory.CreateTempSubdirectory("opensqt-pipeline-").FullName;
    private readonly JournalDirectory _directory;
    private readonly JournalWriter<InboundEvent> _events;
    private readonly JournalWriter<OutboundCommand> _commands;
    private readonly TradingEngine _engine = new();

    public PipelineTests()
    {
        _directory = JournalDirectory.Open(_path, new JournalOptions
        {
            Bot = BotCode.TryParse("t0", out BotCode bot) ? bot : default,
            AccountFingerprint = 0,
            EngineLogicVersion = TradingEngine.LogicVersion,
            SegmentBytes = 1 << 20,
        });
        _events = _directory.StartEvents();
        _commands = _directory.StartCommands();
    }

    public void Dispose()
    {
        _events.Dispose();
        _commands.Dispose();
        _directory.Dispose();
        Directory.Delete(_path, recursive: true);
    }

    [Theory]
    [InlineData(false, WaitMode.Yield)]
    [InlineData(false, WaitMode.Block)]
    [InlineData(true, WaitMode.Yield)]
    [InlineData(true, WaitMode.Block)]
    public void ShouldRecordAndApplyEveryEventOfManyPublishersAndReplayToTheSameState(bool staged, WaitMode wait)
    {
        const int Publishers = 3;
        const int EventsEach = 2000;
        TradingPipeline pipeline = Pipeline(staged, wait);
        pipeline.Start((in OutboundCommand _) => { }, (in OutboundCommand _) => { });

        Thread[] threads = [.. Enumerable.Range(0, Publishers).Select(_ => new Thread(() =>
        {
            for (int i = 1; i <= EventsEach; i++) PublishTimer(pipeline.Inbound, i);
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        pipeline.Stop(Patience);

        Assert.False(pipeline.Failure.HasFailed);
        Assert.Equal(Publishers * EventsEach, _events.LastSequence);
        var again = new TradingEngine();
        ReplayResult result = Replay(again);
        Assert.Equal(_events.LastSequence, result.Records);
        Assert.Null(result.FirstDifference);
        Assert.True(result.CommandsMatch);
        Assert.Equal(_engine.StateHash, again.StateHash);
        Assert.Equal(_events.LastSequence, pipeline.Snapshots.Read().LastSequence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ShouldStopLoudlyAndApplyNothingMoreWhenTheJournalFails(bool staged)
    {
        TradingPipeline pipeline = Pipeline(staged, WaitMode.Block);
        pipeline.Start((in OutboundCommand _) => { }, (in OutboundCommand _) => { });
        PublishTimer(pipeline.Inbound, 1);
        await WaitUntil(() => pipeline.Snapshots.Read().LastSequence == 1);
        ulong hash = _engine.StateHash;

        _events.Dispose();
        PublishTimer(pipeline.Inbound, 2);
        Exception fault = await pipeline.Failure.First.WaitAsync(Patience);

        Assert.Contains("inbound ring", fault.Message, StringComparison.Ordinal);
        pipeline.Stop(Patience);
        Assert.Equal(hash, _engine.StateHash);
    }

    [Fact]
    public void ShouldSendNoNewOrderAfterAFailureButStillCancel()
    {
        var sent = new List<CommandKind>();
        var failure = new PipelineFailure();
        var handler = new OutboundHandler(
            (in OutboundCommand command) => sent.Add(command.Kind), (in OutboundCommand _) => { }, failure);
        RecordHeader cause = default;
        OutboundCommand order = default;
        order.Begin<NewOrder>(CommandKind.NewOrder, cause);
        OutboundCommand cancel = default;
        cancel.Begin<CancelOrder>(CommandKind.CancelOrder, cause);

        handler.OnEvent(ref order, 0, endOfBatch: true);
        failure.Report("test", new IOException("disk full"));
        handler.OnEvent(ref order, 1, endOfBatch: true);
        handler.OnEvent(ref cancel, 2, endOfBatch: true);

        Assert.Equal([CommandKind.NewOrder, CommandKind.CancelOrder], sent);
    }

    /// <summary>At the end of what is there, and before an order that may have to wait for the disk.</summary>
    [Fact]
    public void ShouldFlushWhatIsGatheredWhenNothingMoreIsThere()
    {
        string told = "";
        var handler = new OutboundHandler(
            (in OutboundCommand command) => told += command.Kind == CommandKind.NewOrder ? "N" : "C",
            (in OutboundCommand _) => told += "h", new PipelineFailure(), flush: () => told += "|");
        foreach ((CommandKind kind, bool isEnd) in new[]
        {
            (CommandKind.CancelOrder, false), (CommandKind.CancelOrder, false), (CommandKind.NewOrder, false),
            (CommandKind.NewOrder, false), (CommandKind.Notice, true), (CommandKind.NewOrder, true),
        })
        {
            OutboundCommand command = default;
            if (kind == CommandKind.NewOrder) command.Begin<NewOrder>(kind, default);
            else if (kind == CommandKind.CancelOrder) command.Begin<CancelOrder>(kind, default);
            else command.Begin<Notice>(kind, default);
            handler.OnEvent(ref command, 0, isEnd);
        }

        Assert.Equal("CC|NNh|N|", told);
    }

    [Fact]
    public async Task ShouldAnswerTheEngineAsItsHost()
    {
        var published = new RecordingSink();
        var notices = new List<NoticeCode>();
        var desk = new HostDesk(published, command => notices.Add(command.Read<Notice>().Code));
        RecordHeader cause = default;
        OutboundCommand epoch = default;
        epoch.Begin<StartEpoch>(CommandKind.StartEpoch, cause).Epoch = 7;
        OutboundCommand notice = default;
        notice.Begin<Notice>(CommandKind.Notice, cause);
        OutboundCommand stopped = default;
        stopped.Begin<EngineStopped>(CommandKind.EngineStopped, cause).Verdict = StopVerdict.Clean;

        desk.Receive(epoch);
        desk.Receive(notice);
        Assert.False(desk.Stopped.IsCompleted);
        desk.Receive(stopped);

        InboundEvent started = Assert.Single(published.Events);
        Assert.Equal(EventKind.EpochStarted, started.Kind);
        Assert.Equal(7, started.Read<StartEpoch>().Epoch);
        Assert.Single(notices);
        Assert.Equal(StopVerdict.Clean, await desk.Stopped);
    }

    [Fact]
    public void ShouldNameACommandOnRecordThatTheReplayDoesNotDecide()
    {
        InboundEvent e = default;
        e.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, 0, 5);
        _events.Append(ref e);
        OutboundCommand invented = default;
        invented.Begin<NewOrder>(CommandKind.NewOrder, e.Header);
        _commands.Append(ref invented);

        ReplayResult result = Replay(new TradingEngine());

        Assert.False(result.CommandsMatch);
        Assert.StartsWith(
            "command 1: on record NewOrder caused by event 1", $"{result.FirstDifference}", StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldPinTheCallingThreadToTheLastAllowedCore()
    {
        IReadOnlyList<int> allowed = ThreadPlacement.AllowedCores();
        IReadOnlyList<int> afterwards = [];
        var complaints = new List<string>();
        var thread = new Thread(() =>
        {
            new ThreadPlacement(null, complaints.Add).Apply();
            afterwards = ThreadPlacement.AllowedCores();
        });
        thread.Start();
        thread.Join();

        Assert.NotEmpty(allowed);
        Assert.Equal([allowed[^1]], afterwards);
        Assert.DoesNotContain(complaints, line => line.Contains("not pinned", StringComparison.Ordinal));
    }

    [Fact]
    public void ShouldSayWhenACoreDoesNotExist()
    {
        var complaints = new List<string>();
        var thread = new Thread(() => new ThreadPlacement(1000, complaints.Add).Apply());
        thread.Start();
        thread.Join();

        Assert.Contains(
            complaints, line => line.StartsWith("engine thread: not pinned to core 1000", StringComparison.Ordinal));
    }

    private TradingPipeline Pipeline(bool staged, WaitMode wait) =>
        new(_engine, _events, _commands, new PipelineOptions { RingSize = 1024, Staged = staged, Wait = wait });

    private ReplayResult Replay(TradingEngine engine)
    {
        using JournalReader<InboundEvent> events = JournalReader<InboundEvent>.Open(_path);
        using JournalReader<OutboundCommand> commands = JournalReader<OutboundCommand>.Open(_path);
        return JournalReplay.Run(engine, events, commands);
    }

    private static void PublishTimer(IEventSink sink, long timeNs)
    {
        InboundEvent e = default;
        e.Begin<TimerFired>(EventKind.TimerFired, EventSource.Timer, 0, timeNs).Count = timeNs;
        sink.Publish(e);
    }

    private static async Task WaitUntil(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition()) await Task.Delay(5, patience.Token);
    }

    private sealed class RecordingSink : IEventSink
    {
        public List<InboundEvent> Events { get; } = [];

        public void Publish(in InboundEvent e) => Events.Add(e);
    }
}
