using System.Runtime.InteropServices;
using OpenSQT.Lmax.Engine;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>A restored engine is the same engine, and a snapshot is used only where that is certain.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly DataDirectory _data = new();
    private readonly List<string> _complaints = [];

    public void Dispose() => _data.Dispose();

    /// <summary>Whatever the engine knows is in its image: it goes on as if nothing had been.</summary>
    [Fact]
    public void ShouldDecideTheSameAfterBeingRestoredAtAnyEvent()
    {
        List<InboundEvent> events = TradedEvents.Of(seed: 7, quotes: 120);
        for (int cut = 0; cut < events.Count; cut += 1 + events.Count / 40)
        {
            TradingEngine original = new();
            for (int i = 0; i < cut; i++) original.Apply(events[i]);
            TradingEngine restored = EngineImage.Restore(EngineImage.Take(original));
            Assert.Equal(original.StateHash, restored.StateHash);
            for (int i = cut; i < events.Count; i++)
            {
                original.Apply(events[i]);
                restored.Apply(events[i]);
                Assert.Equal(original.StateHash, restored.StateHash);
                Assert.True(MemoryMarshal.AsBytes(original.Commands)
                    .SequenceEqual(MemoryMarshal.AsBytes(restored.Commands)), $"cut at {cut}, event {i}");
            }
        }
    }

    [Fact]
    public void ShouldStartFromTheSnapshotOfACleanEnd()
    {
        (long last, ulong hash) = RunWithFollower();

        using JournalDirectory directory = Open();
        Snapshot? snapshot = directory.FindSnapshot(_complaints.Add);

        Assert.Empty(_complaints);
        Assert.Equal((last, hash, 77L), (snapshot!.EventSequence, snapshot.Engine.StateHash, snapshot.FirstRunWallNs));
        using JournalReader<InboundEvent> rest = directory.ReadEvents(snapshot);
        Assert.False(rest.MoveNext());
    }

    [Fact]
    public void ShouldLeaveFilesThatOnlyTheirOwnerCanRead()
    {
        RunWithFollower();
        using JournalDirectory directory = Open();
        using JournalWriter<InboundEvent> hot = directory.StartEvents();
        Assert.True(SpinWait.SpinUntil(() => hot.SegmentsReady == 2, 20_000)); // no more files change their names

        const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(file | UnixFileMode.UserExecute, File.GetUnixFileMode(_data.Path));
        Assert.All(Directory.GetFiles(_data.Path), path => Assert.Equal(file, File.GetUnixFileMode(path)));
    }

    [Fact]
    public void ShouldUseNoDamagedSnapshotAndSayWhy()
    {
        RunWithFollower();
        string path = Snapshot.In(_data.Path)[0];
        byte[] sound = File.ReadAllBytes(path);
        int step = 1 + sound.Length / 300;
        for (int at = 0; at < sound.Length; at += at < 128 ? 1 : step)
        {
            byte[] damaged = (byte[])sound.Clone();
            damaged[at] ^= 16;
            File.WriteAllBytes(path, damaged);
            Assert.Null(Snapshot.Read(path, out string why));
            Assert.NotEmpty(why);
        }

        using JournalDirectory directory = Open();
        Assert.Null(directory.FindSnapshot(_complaints.Add));
        Assert.Contains(path, Assert.Single(_complaints), StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldRefuseAJournalThatEndsBeforeItsSnapshot()
    {
        RunWithFollower();
        foreach (string file in Directory.GetFiles(_data.Path, "*.archive")) File.Delete(file);

        using JournalDirectory directory = Open();
        JournalDamagedException e =
            Assert.Throws<JournalDamagedException>(() => directory.FindSnapshot(_complaints.Add));
        Assert.Contains("later records, which are missing", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldNotUseTheSnapshotOfAnotherJournal()
    {
        RunWithFollower();
        using DataDirectory other = new();
        string foreign = Snapshot.In(_data.Path)[0];
        byte[] bytes = File.ReadAllBytes(foreign);
        foreach (string file in Directory.GetFiles(_data.Path)) File.Delete(file);
        RunWithFollower(); // the same events with other salts
        File.WriteAllBytes(foreign, bytes);

        using JournalDirectory directory = Open();
        Assert.Null(directory.FindSnapshot(_complaints.Add));
        Assert.Contains("not of this journal", Assert.Single(_complaints), StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldTakeNoSnapshotOfARecordThatAReplayDoesNotComeTo()
    {
        RunWithFollower(falsify: true);

        Assert.Empty(Snapshot.In(_data.Path));
        Assert.Contains("applied again leads to another", Assert.Single(_complaints), StringComparison.Ordinal);
    }

    private JournalDirectory Open()
    {
        Assert.True(BotCode.TryParse("ab", out BotCode bot));
        return JournalDirectory.Open(_data.Path, new JournalOptions
        {
            Bot = bot,
            AccountFingerprint = 0,
            EngineLogicVersion = TradingEngine.LogicVersion,
            SegmentBytes = 64 << 10,
        });
    }

    /// <summary>One run as the pipeline does it; returns where it ended.</summary>
    private (long Last, ulong Hash) RunWithFollower(bool falsify = false)
    {
        using JournalDirectory directory = Open();
        using JournalWriter<InboundEvent> events = directory.StartEvents();
        using JournalWriter<OutboundCommand> commands = directory.StartCommands();
        TradingEngine engine = new();
        using StateFollower follower = new(directory, engine, 0, 77, _complaints.Add, _ => { });
        foreach (InboundEvent traded in TradedEvents.Of(seed: 7, quotes: 120))
        {
            InboundEvent e = traded;
            events.Append(ref e);
            engine.Apply(e);
            foreach (OutboundCommand decided in engine.Commands)
            {
                OutboundCommand command = decided;
                if (falsify && command.Kind == CommandKind.NewOrder) command.Payload<NewOrder>().PriceTicks++;
                commands.Append(ref command);
            }
        }

        events.Close();
        commands.Close();
        follower.Finish(engine);
        return (engine.State.Sequence, engine.StateHash);
    }
}
