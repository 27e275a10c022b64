namespace OpenSQT.Lmax.Engine.Messages;

/// <summary>One number of the configuration, see <see cref="SettingId"/> for meaning and unit.</summary>
public struct Setting
{
    public long Value;
    public SettingId Id;
}
