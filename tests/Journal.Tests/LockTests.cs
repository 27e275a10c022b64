namespace OpenSQT.Lmax.Journal.Tests;

/// <summary>One engine per data directory and per account, and files that only their owner can read.</summary>
public sealed class LockTests : IDisposable
{
    private readonly DataDirectory _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void ShouldRefuseASecondOpenerAndNameTheHolder()
    {
        using JournalDirectory first = _data.Open();

        JournalRefusedException e = Assert.Throws<JournalRefusedException>(() => _data.Open());
        Assert.Contains($"process {Environment.ProcessId} holds", e.Message, StringComparison.Ordinal);
        Assert.Contains(_data.Path, e.Message, StringComparison.Ordinal);
        Assert.Contains("Stop that process first", e.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldRefuseASecondEngineOnTheSameAccountInAnotherDirectory()
    {
        using JournalDirectory first = JournalDirectory.Open(_data.Path, _data.Options(account: 0xabc));

        JournalRefusedException e = Assert.Throws<JournalRefusedException>(
            () => JournalDirectory.Open(_data.Path + "2", _data.Options(account: 0xabc)));
        Assert.Contains("account with fingerprint 0000000000000abc", e.Message, StringComparison.Ordinal);

        using JournalDirectory other = JournalDirectory.Open(_data.Path + "2", _data.Options(account: 0xdef));
        Assert.Equal(1, other.RunNumber);
    }

    [Fact]
    public void ShouldNotLockAnAccountThatNobodyElseCanReach()
    {
        using JournalDirectory first = _data.Open();
        using JournalDirectory second = JournalDirectory.Open(_data.Path + "2", _data.Options());

        Assert.False(Directory.Exists(_data.LockPath));
    }

    [Fact]
    public void ShouldKeepTheLockThroughGarbageCollectionAndTheFileForEver()
    {
        Hold();
        GC.Collect();
        GC.WaitForPendingFinalizers();

        Assert.Throws<JournalRefusedException>(() => _data.Open());
    }

    [Fact]
    public void ShouldOpenAgainAfterTheHolderIsGone()
    {
        _data.Open().Dispose();

        using JournalDirectory again = _data.Open();
        Assert.True(File.Exists(Path.Combine(_data.Path, "journal.lock")));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("true")]
    [InlineData("anything")]
    public void ShouldRefuseWhenFileLocksAreSwitchedOff(string setting)
    {
        JournalRefusedException e =
            Assert.Throws<JournalRefusedException>(() => JournalLock.RequireWorkingLocks(setting));
        Assert.Contains("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", e.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldAcceptFileLocksThatAreNotSwitchedOff()
    {
        Assert.All(new[] { null, "", "0", "false" }, JournalLock.RequireWorkingLocks);
    }

    [Fact]
    public void ShouldKeepEverythingToItsOwner()
    {
        _data.Run(events: 100, commands: 1);

        Assert.Equal("700", Mode(_data.Path));
        string[] files = Directory.GetFiles(_data.Path);
        Assert.Equal(6, files.Length); // a lock, four segments of events, one of commands
        Assert.All(files, file => Assert.Equal("600", Mode(file)));
    }

    [Fact]
    public void ShouldShareTheAccountLocksBetweenUsers()
    {
        using JournalDirectory directory = JournalDirectory.Open(_data.Path, _data.Options(account: 0xabc));

        Assert.Equal("1777", Mode(_data.LockPath));
        Assert.Equal("666", Mode(Path.Combine(_data.LockPath, "account-0000000000000abc.lock")));
    }

    [Fact]
    public void ShouldRefuseALockDirectoryThatIsALink()
    {
        string elsewhere = _data.LockPath + "-real";
        Directory.CreateDirectory(elsewhere);
        Directory.CreateSymbolicLink(_data.LockPath, elsewhere);

        Assert.Throws<JournalRefusedException>(
            () => JournalDirectory.Open(_data.Path, _data.Options(account: 0xabc)));
    }

    [Fact]
    public void ShouldTightenAnEmptyDirectoryButNotTakeOverAForeignOne()
    {
        Directory.CreateDirectory(_data.Path);
        File.SetUnixFileMode(_data.Path, (UnixFileMode)0b111_101_101);
        using (_data.Open()) Assert.Equal("700", Mode(_data.Path));

        string foreign = _data.Path + "2";
        Directory.CreateDirectory(foreign);
        File.SetUnixFileMode(foreign, (UnixFileMode)0b111_101_101);
        File.WriteAllText(Path.Combine(foreign, "letter.txt"), "hello");
        JournalException e = Assert.Throws<JournalException>(() => JournalDirectory.Open(foreign, _data.Options()));
        Assert.Contains("not a data directory", e.Message, StringComparison.Ordinal);
        Assert.Equal("755", Mode(foreign));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private void Hold() => _ = _data.Open();

    private static string Mode(string path) => Convert.ToString((int)File.GetUnixFileMode(path), 8);
}
