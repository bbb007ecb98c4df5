# Ten thousand issues as a ledger has findings: three trackers, six categories, states and due dates spread like ours.
# `rails runner seed.rb 10000`, in an empty database; prints the key of the API.
amount = Integer(ARGV.fetch(0))
Redmine::DefaultData::Loader.load('en')
Setting.rest_api_enabled = 1
admin = User.find_by!(login: 'admin')
admin.update_columns(must_change_passwd: false)
project = Project.create!(name: 'Beihe', identifier: 'beihe', tracker_ids: Tracker.pluck(:id), enabled_module_names: ['issue_tracking'])
states = IssueStatus.pluck(:id)
priority = IssuePriority.default || IssuePriority.first
now = Time.current
today = Date.current
rows = (1..amount).map do |id|
  {
    id: id, root_id: id, lft: 1, rgt: 2, project_id: project.id,
    tracker_id: 1 + id % 3, status_id: states[id % states.length], priority_id: priority.id,
    author_id: admin.id, assigned_to_id: admin.id,
    subject: "物资采购拆分规避招标 #{id}", description: '抽查近三年物资采购，同类物资多次拆分，单次金额低于招标限额。' * 4,
    start_date: today - 200, due_date: today + (id % 400) - 100, done_ratio: id % 100,
    created_on: now, updated_on: now
  }
end
rows.each_slice(500) { |slice| Issue.insert_all!(slice) }
puts "key=#{admin.api_key}"
