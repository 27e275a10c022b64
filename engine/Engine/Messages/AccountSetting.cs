namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>One number about the account, see <see cref="AccountSettingKind"/>.</summary>
public struct AccountSetting
{
    public long QueryId;
    public long Value;
    public AccountSettingKind Kind;
}
