BeforeAll {
    . $PSScriptRoot/common.ps1
}

Describe 'ConvertTo-InfluxLineProtocol' {
    It 'writes one line for each object' {
        [pscustomobject]@{ time = 1; room = 'a b'; v = 1; f = 0.5; s = 'x "y"'; b = $true } | ConvertTo-InfluxLineProtocol -Measurement home -TagColumn room |
            Should -BeExactly 'home,room=a\ b v=1i,f=0.5,s="x \"y\"",b=true 1'
    }

    It 'reports an object that is no point' {
        { [pscustomobject]@{ v = 1 } | ConvertTo-InfluxLineProtocol -Measurement home -ErrorAction Stop } | Should -Throw -ErrorId 'PointInvalid,*'
    }
}
